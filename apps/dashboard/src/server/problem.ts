import type { FastifyReply } from 'fastify';

import type { Problem } from '../api/index.js';

export const problemMediaType = 'application/problem+json';

/** Kinds of problems: the last part of their type, and their title. */
const kinds = {
  'invalid-request': 'The request is not as it must be',
  'too-large': 'The body is too large',
  'unsupported-media-type': 'The body must be JSON',
  'not-found': 'There is nothing here',
  'unknown-entity': 'The namespace has no such entity',
  'unknown-message': 'The message is not there',
  'not-confirmed': 'The confirmation is missing',
  'foreign-host': 'The dashboard does not go by that name',
  'foreign-origin': 'The request comes from another page',
  unauthorized: 'A token is needed',
  'read-only': 'The dashboard only looks',
  busy: 'The entity is being worked on',
  refused: 'The namespace refused it',
  unavailable: 'The namespace does not answer',
  'not-monitored': 'The environment has no monitor',
  'internal-error': 'The dashboard failed',
} as const;

export type ProblemKind = keyof typeof kinds;

/** Ends a request with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  /** @param detail what is wrong, the rule, and the cure */
  constructor(kind: ProblemKind, status: number, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.problem = { type: `urn:ams-dashboard:problem:${kind}`, title: kinds[kind], status, detail };
  }
}

export function sendProblem(reply: FastifyReply, { problem }: ProblemError): FastifyReply {
  return reply.code(problem.status).type(`${problemMediaType}; charset=utf-8`).send(JSON.stringify(problem));
}
