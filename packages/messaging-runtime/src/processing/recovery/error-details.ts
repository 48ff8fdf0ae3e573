import { RetryLaterError, UnprocessableMessageError } from '../../errors.js';
import { redact } from '../../redact.js';

/** What is told of an error to those who look after dead letters, without secrets. */
export interface ErrorDetails {
  /** Its class, or its code where it has no class of its own. */
  readonly type: string;
  /** Short and stable, for grouping dead letters: the error's own reason, or its type. */
  readonly reason: string;
  readonly description: string;
  /** Where it came from, and what caused it. */
  readonly stack: string;
}

/** Characters of a type, a reason and a description. Azure keeps 4,096 of the latter two. */
const longestType = 128;
const longestReason = 256;
const longestDescription = 2_048;

/** Bytes of a stack. */
const longestStack = 4_096;

/** Characters of a text that are looked at. */
const longestText = 65_536;

/** Errors that caused one another, of which a stack tells. */
const longestChain = 5;

/** Never throws, whatever was thrown. */
export function detailsOf(thrown: unknown): ErrorDetails {
  const error = thrown instanceof RetryLaterError && thrown.cause !== undefined ? thrown.cause : thrown;
  const type = typeOf(error);
  return { type, reason: reasonOf(error) ?? type, description: descriptionOf(error), stack: stackOf(error) };
}

function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${error === null ? 'null' : typeof error}`;
  const names = [error.name, error.constructor?.name, codeOf(error)];
  const name = names.find((candidate) => typeof candidate === 'string' && candidate !== '' && candidate !== 'Error');
  return (name ?? 'Error').slice(0, longestType);
}

/** `ECONNREFUSED`, `ServiceBusy`: says more than the name of a class that has none of its own. */
function codeOf(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof UnprocessableMessageError) return clean(error.reason, longestReason);
  const reason: unknown = error instanceof Error ? Reflect.get(error, 'reason') : undefined;
  // What is not a single word is no stable name, but a description.
  return typeof reason === 'string' && /^[\w.:-]{1,128}$/.test(reason) ? reason : undefined;
}

function descriptionOf(error: unknown): string {
  if (error instanceof UnprocessableMessageError) return clean(error.description, longestDescription);
  return clean(error instanceof Error ? error.message : textOf(error), longestDescription);
}

function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let next = error; next instanceof Error && stacks.length < longestChain; next = next.cause) {
    stacks.push(next.stack ?? String(next.message));
  }
  return firstBytes(clean(stacks.join('\ncaused by '), longestText), longestStack);
}

function clean(text: string, length: number): string {
  return redact(String(text).slice(0, longestText)).slice(0, length);
}

/** Whatever was thrown, an object that cannot be turned into a text included. */
function textOf(thrown: unknown): string {
  try {
    return typeof thrown === 'object' ? (JSON.stringify(thrown) ?? '') : String(thrown);
  } catch {
    return 'something that has no text';
  }
}

/** As much of a text as fits, without half a character at its end. */
function firstBytes(text: string, length: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= length
    ? text
    : bytes
        .subarray(0, length)
        .toString()
        .replace(/\uFFFD$/, '');
}
