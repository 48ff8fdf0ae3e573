import type { FastifyReply } from 'fastify';

import { formatError } from '../atom/documents.js';
import { formatXml } from '../atom/xml.js';
import { BrokerError, statusCodeOf } from '../engine/errors.js';

/** An error as the administration API tells it. */
export interface AtomError {
  readonly status: number;
  /** SDKs recognise some errors by how this begins. */
  readonly detail: string;
}

/** What a client is told about an error: a refusal of the broker's or of the HTTP library's, or that the broker failed. */
export function atomErrorOf(error: unknown): AtomError {
  if (error instanceof BrokerError) return { status: statusCodeOf(error), detail: detailOf(error) };
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  const status = statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
  return { status, detail: `SubCode=${status}00. ${message ?? String(error)}` };
}

/** @param detail what clients show to people. */
export function sendError(reply: FastifyReply, status: number, detail: string): FastifyReply {
  return reply
    .code(status)
    .type('application/xml; charset=utf-8')
    .send(formatXml(formatError(status, detail)));
}

function detailOf(error: BrokerError): string {
  const status = statusCodeOf(error);
  if (status === 404 || status === 409) return error.message;
  return `SubCode=${status}00. ${error.message}`;
}
