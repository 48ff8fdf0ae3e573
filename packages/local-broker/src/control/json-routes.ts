import type { FastifyInstance } from 'fastify';

import type { TokenIssuers } from '../access/authorization-header.js';
import type { Clock } from '../engine/clock.js';
import { BrokerError, statusCodeOf } from '../engine/errors.js';
import { FaultError } from '../faults/fault-error.js';
import { authorizeControl } from './authorize-control.js';
import { ControlError } from './control-error.js';

/** Who says what a token is worth, by the time that tokens expire by. */
export type ControlAccess = TokenIssuers & { readonly tokenClock: Clock };

/**
 * Lets routes speak JSON with those who may control the broker, and with nobody else: bodies are JSON, and an error is
 * answered as `{"error": "..."}` with the status code that goes with it.
 */
export function speakJson(routes: FastifyInstance, access: ControlAccess): void {
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, text: string) =>
    json(text),
  );
  routes.addHook('onRequest', async (request) => authorizeControl(request, access, access.tokenClock.now()));
  routes.setErrorHandler((error, _request, reply) => {
    void reply.status(statusOf(error)).send({ error: error instanceof Error ? error.message : String(error) });
  });
}

function json(text: string): unknown {
  if (text.length === 0) return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ControlError(400, `The body is no JSON: ${(error as Error).message}. Send an object.`);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return error.statusCode;
  if (error instanceof FaultError) return 400;
  if (error instanceof BrokerError) return statusCodeOf(error);
  const { statusCode } = error as { readonly statusCode?: number };
  return statusCode ?? 500;
}
