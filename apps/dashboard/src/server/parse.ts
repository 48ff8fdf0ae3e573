import { describeProblems } from '@ams/messages';
import type { z } from 'zod';

import { ProblemError } from './problem.js';

/**
 * What came with a request, checked at the door.
 *
 * @param name what it is called in the problem: `query`, `body`
 * @throws ProblemError 400 that says what is wrong with which part
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new ProblemError('invalid-request', 400, `${describeProblems(error, value, name)}.`);
}

/**
 * A query in which some parameters may be repeated: one value becomes a list of one.
 *
 * @throws ProblemError 400
 */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  query: unknown,
  lists: readonly string[] = [],
): z.output<Schema> {
  const given = typeof query === 'object' && query !== null ? Object.entries(query) : [];
  const listed = given.map(([name, value]: [string, unknown]) => [
    name,
    lists.includes(name) && !Array.isArray(value) ? [value] : value,
  ]);
  return parse(schema, Object.fromEntries(listed), 'query');
}
