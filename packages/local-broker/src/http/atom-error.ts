import type { FastifyReply } from 'fastify';

import { formatError } from '../atom/documents.js';
import { formatXml } from '../atom/xml.js';
import { BrokerError } from '../engine/errors.js';

/** An error as the administration API tells it. */
export interface AtomError {
  readonly status: number;
  /** SDKs recognise some errors by how this begins. */
  readonly detail: string;
}

/** What a client is told about an error: a refusal of the broker's or of the HTTP library's, or that the broker failed. */
export function atomErrorOf(error: unknown): AtomError {
  if (error instanceof BrokerError) return { status: statusOf(error), detail: detailOf(error) };
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

function statusOf({ condition }: BrokerError): number {
  switch (condition) {
    case 'amqp:not-found':
      return 404;
    case 'amqp:unauthorized-access':
      return 401;
    case 'amqp:resource-limit-exceeded':
      return 403;
    case 'com.microsoft:entity-already-exists':
      return 409;
    case 'amqp:internal-error':
      return 500;
    case 'com.microsoft:server-busy':
      return 503;
    default:
      return 400;
  }
}

function detailOf(error: BrokerError): string {
  const status = statusOf(error);
  if (status === 404 || status === 409) return error.message;
  return `SubCode=${status}00. ${error.message}`;
}
