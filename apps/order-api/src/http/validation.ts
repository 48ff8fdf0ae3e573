import { listProblems } from '@ams/messages';
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { isDeeperThan } from '../orders/canonical-json.js';
import { ProblemError } from './problem.js';

/** Deeper bodies are refused: no order is so, and whoever reads it later may have to call itself for each level. */
const deepestBody = 32;

/**
 * Checks a route's body and headers by zod, which the JSON schemas of the route are made from, so that they need no
 * second validation.
 */
export function validateBy(body: z.ZodType, headers: z.ZodType): FastifySchemaCompiler<unknown> {
  return ({ httpPart }) =>
    httpPart === 'body' ? (value: unknown) => checkBody(body, value) : (value: unknown) => checkHeaders(headers, value);
}

type Checked = { readonly value: unknown } | { readonly error: Error };

function checkBody(schema: z.ZodType, value: unknown): Checked {
  if (isDeeperThan(deepestBody, value)) return invalidOrder([['', `is nested more than ${deepestBody} levels deep`]]);
  const { success, data, error } = schema.safeParse(value);
  if (success) return { value: data };
  return invalidOrder(listProblems(error, value).map(({ path, text }) => [pointerTo(path), text]));
}

function invalidOrder(problems: readonly (readonly [pointer: string, detail: string])[]): Checked {
  const errors = problems.map(([pointer, detail]) => ({ pointer: `#${pointer}`, detail }));
  return { error: new ProblemError('invalid-order', 400, 'Correct what is listed in errors.', { errors }) };
}

function checkHeaders(schema: z.ZodType, value: unknown): Checked {
  const { success, error } = schema.safeParse(value);
  // The others stay as well: hooks read them.
  if (success) return { value };
  const errors = listProblems(error, value).map(({ path, text }) => ({
    header: path.map(String).join(),
    detail: text,
  }));
  return { error: new ProblemError('invalid-header', 400, 'Correct what is listed in errors.', { errors }) };
}

/** A JSON pointer as the fragment of a URI: RFC 6901, section 6. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}
