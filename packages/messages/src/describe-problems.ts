import type { z } from 'zod';

/** Longest description; Azure keeps 4,096 characters of a dead letter's, and an operator reads far fewer. */
const maxDescriptionLength = 1_000;

/** Longest rendering of a value that was refused. */
const maxValueLength = 60;

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
  const text = error.issues
    .map((issue) => describeProblem(issue.path.length === 0 ? name : issue.path.map(String).join('.'), issue, value))
    .join('; ');
  return shorten(text, maxDescriptionLength);
}

function describeProblem(name: string, { path, message }: z.core.$ZodIssue, value: unknown): string {
  const found = path.reduce<unknown>(memberOf, value);
  const state =
    found === undefined ? 'is missing' : `is ${shorten(JSON.stringify(found) ?? typeof found, maxValueLength)}`;
  return `${name} ${state} and ${message}`;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
