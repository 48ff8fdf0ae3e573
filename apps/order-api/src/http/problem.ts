import type { FastifyReply } from 'fastify';
import { z } from 'zod';

export const problemMediaType = 'application/problem+json';

/** Why a request was not served, as RFC 9457 has it. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'What kind of problem it is; stable, for programs.' }),
    title: z.string().meta({ description: 'The same for people.' }),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What is wrong with this request, and what to do.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().meta({ description: 'The field, as a JSON pointer into the body.' }),
          header: z.string().optional().meta({ description: 'The header.' }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'Every single thing that is wrong with the body or a header.' }),
  })
  .meta({ description: 'A problem in the form of RFC 9457.' });

export type Problem = z.infer<typeof problemSchema>;

/** Kinds of problems: the last part of their type, and their title. */
const kinds = {
  'invalid-order': 'The order is not as it must be',
  'invalid-header': 'A header is not as it must be',
  'malformed-request': 'The request cannot be read',
  'body-too-large': 'The body is too large',
  'unsupported-media-type': 'The body must be JSON',
  'not-found': 'There is nothing here',
  'order-unknown': 'The order is not known',
  'method-not-allowed': 'The method does not go with this path',
  'order-id-in-use': 'The id belongs to another order',
  'idempotency-key-in-use': 'The idempotency key belongs to another request',
  'order-refused': 'The broker cannot take the order',
  unavailable: 'Nothing can be promised now',
  'internal-error': 'The service failed',
} as const;

export type ProblemKind = keyof typeof kinds;

/** Ends a request with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  /** @param headers that go with the answer */
  constructor(
    kind: ProblemKind,
    status: number,
    detail: string,
    readonly options: {
      readonly errors?: Problem['errors'];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.problem = problemOfKind(kind, status, detail, options.errors);
  }
}

export function problemOfKind(kind: ProblemKind, status: number, detail: string, errors?: Problem['errors']): Problem {
  return {
    type: `urn:order-api:problem:${kind}`,
    title: kinds[kind],
    status,
    detail,
    ...(errors === undefined ? {} : { errors }),
  };
}

export function sendProblem(reply: FastifyReply, { problem, options }: ProblemError): FastifyReply {
  return reply
    .code(problem.status)
    .headers(options.headers ?? {})
    .type(problemMediaType)
    .send(problem);
}
