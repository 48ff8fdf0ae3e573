import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { JSONPathQuery } from 'json-p3';
import { parseJsonBody } from '../json-body.js';
import { textOfBody } from './body-text.js';
import { failureOf } from './failure-of-message.js';
import { RequestError, type Comparison, type Condition, type FilterSpec } from './filter-spec.js';
import { systemPropertyOf } from './system-property.js';

/** Whether a message is meant. */
export type DeadLetterFilter = (message: ServiceBusReceivedMessage) => boolean;

type BodyTest = (body: unknown) => boolean;

/**
 * Makes a filter of what the user asks for.
 *
 * @param now moment that ages are counted from, in milliseconds since the epoch
 * @throws {@link RequestError} for a JSONPath that is none, or a range of ages in which nothing can be
 */
export async function filterOf(spec: FilterSpec, now: number = Date.now()): Promise<DeadLetterFilter> {
  const {
    reason,
    properties = [],
    system = [],
    body = [],
    text,
    olderThan,
    newerThan,
    messageIds,
    sequenceNumbers,
  } = spec;
  const tests: DeadLetterFilter[] = [];
  if (messageIds !== undefined) tests.push(({ messageId }) => messageIds.includes(String(messageId)));
  if (sequenceNumbers !== undefined) {
    tests.push(({ sequenceNumber }) => sequenceNumbers.includes(String(sequenceNumber)));
  }
  if (reason !== undefined) tests.push((message) => isAbout(message, reason));
  if (olderThan !== undefined || newerThan !== undefined) tests.push(ageTest(olderThan, newerThan, now));
  for (const condition of properties) {
    tests.push(({ applicationProperties }) => holds(applicationProperties?.[condition.name], condition));
  }
  for (const condition of system) {
    const read = systemPropertyOf(condition);
    // Azure writes a state with a capital, the client without.
    const wanted = /^state$/i.test(condition.name) ? { ...condition, value: condition.value.toLowerCase() } : condition;
    tests.push((message) => holds(read(message), wanted));
  }
  if (text !== undefined) tests.push(testOfText(text));
  // The body comes last: to parse it costs more than all the rest.
  if (body.length > 0) tests.push(testOfBody(await bodyTestsOf(body)));
  return (message) => tests.every((test) => test(message));
}

function isAbout(message: ServiceBusReceivedMessage, text: string): boolean {
  const { reason = '', description = '' } = failureOf(message);
  return `${reason}\n${description}`.toLowerCase().includes(text.toLowerCase());
}

function testOfText(text: string): DeadLetterFilter {
  const wanted = text.toLowerCase();
  return ({ body }) => textOfBody(body)?.toLowerCase().includes(wanted) === true;
}

function ageTest(olderThan = 0, newerThan = Number.POSITIVE_INFINITY, now: number): DeadLetterFilter {
  if (olderThan >= newerThan) {
    throw new RequestError(
      `no message is older than ${olderThan / 1_000} s and newer than ${newerThan / 1_000} s: the older age must be the shorter one`,
    );
  }
  return ({ enqueuedTimeUtc }) => {
    if (enqueuedTimeUtc === undefined) return false;
    const age = now - enqueuedTimeUtc.getTime();
    return age >= olderThan && age <= newerThan;
  };
}

function testOfBody(tests: readonly BodyTest[]): DeadLetterFilter {
  return ({ body }) => {
    const value = jsonOf(body);
    return value !== undefined && tests.every((test) => test(value));
  };
}

/** The body as JSON; undefined if it is none, so that no condition on it holds. */
function jsonOf(body: unknown): unknown {
  try {
    return parseJsonBody(body);
  } catch {
    return undefined;
  }
}

async function bodyTestsOf(conditions: readonly Condition[]): Promise<readonly BodyTest[]> {
  const { compile } = await import('json-p3');
  return conditions.map((condition) => {
    const path = compilePath(condition.name, compile);
    return (body) => valuesAt(path, body).some((value) => holds(value, condition));
  });
}

function valuesAt(path: JSONPathQuery, body: unknown): readonly unknown[] {
  try {
    return path.query(body as Parameters<JSONPathQuery['query']>[0]).values();
  } catch {
    // Nested deeper than the library follows: one such body is not to stop the search for the others.
    return [];
  }
}

function compilePath<Path>(path: string, compile: (path: string) => Path): Path {
  try {
    return compile(path);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new RequestError(`"${path}" is no JSONPath (RFC 9535): ${problem}. Write it as in $.amount or $.items[0].id`);
  }
}

/** Whether a value is as the condition wants it. What is not there is as no condition wants it, `!=` included. */
function holds(found: unknown, { comparison, value }: Condition): boolean {
  if (found === undefined) return false;
  switch (comparison) {
    case 'exists':
      return true;
    case '~':
      return textOf(found).toLowerCase().includes(value.toLowerCase());
    case '=':
      return equals(found, value);
    case '!=':
      return !equals(found, value);
    default:
      return ordered(found, comparison, value);
  }
}

function equals(found: unknown, value: string): boolean {
  return typeof found === 'number' && value !== '' ? found === Number(value) : textOf(found) === unquoted(value);
}

function ordered(found: unknown, comparison: Exclude<Comparison, 'exists' | '=' | '!=' | '~'>, value: string): boolean {
  // Numbers by their size and with numbers alone, all else as text: moments in ISO 8601 come in the right order that way.
  if (typeof found !== 'number' && !Number.isNaN(Number(value))) return false;
  const order = typeof found === 'number' ? found - Number(value) : orderOfTexts(textOf(found), unquoted(value));
  switch (comparison) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function orderOfTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function unquoted(value: string): string {
  return /^".*"$/.test(value) || /^'.*'$/.test(value) ? value.slice(1, -1) : value;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
