import type { z } from 'zod';

/** Longest description; Azure keeps 4,096 characters of a dead letter's, and an operator reads far fewer. */
const maxDescriptionLength = 1_000;

/** Longest rendering of a value that was refused. */
const maxValueLength = 60;

/** One thing that is wrong with a value. */
export interface FieldProblem {
  /** Where it is; empty for the value as a whole. */
  readonly path: readonly PropertyKey[];
  /** What it was and what it must be: `is "19.90" and must be a number of at least 0`. */
  readonly text: string;
}

/** What is wrong with a value, each field for itself. */
export function listProblems(error: z.ZodError, value: unknown): readonly FieldProblem[] {
  return error.issues.map(({ path, message }) => ({ path, text: `${stateOf(path, value)} and ${message}` }));
}

/**
 * What is wrong with a value, on one line: which field, what it was, what it must be.
 *
 * @param name what the value as a whole is called
 *
 * @example
 * describeProblems(error, { order_id: 'A-1', amount: '19.90' })
 * // 'ts is missing and must be a date and time in UTC, …; amount is "19.90" and must be a number of at least 0'
 */
export function describeProblems(error: z.ZodError, value: unknown, name = 'body'): string {
  const text = listProblems(error, value)
    .map((problem) => `${problem.path.length === 0 ? name : problem.path.map(String).join('.')} ${problem.text}`)
    .join('; ');
  return shorten(text, maxDescriptionLength);
}

function stateOf(path: readonly PropertyKey[], value: unknown): string {
  const found = path.reduce<unknown>(memberOf, value);
  return found === undefined ? 'is missing' : `is ${shorten(JSON.stringify(found) ?? typeof found, maxValueLength)}`;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
