import { applyPatch, createPatch, Pointer, type Operation } from 'rfc6902';
import { z } from 'zod';
import { RequestError } from './filter-spec.js';

/** A JSON Patch (RFC 6902). */
export type JsonPatch = readonly Operation[];

/** A value that changed, and where. `before` is not there for one that was added, `after` for one that was removed. */
export interface ValueChange {
  /** JSON Pointer; empty for the whole. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export type Patched = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

const pointer = z
  .string()
  .regex(/^(\/([^~]|~[01])*)?$/, 'must be a JSON Pointer, as in /amount, or empty for all of the body');
const value = z.unknown().refine((given) => given !== undefined, 'must be there');

const patchSchema = z.array(
  z.discriminatedUnion(
    'op',
    [
      z.object({ op: z.literal(['add', 'replace', 'test']), path: pointer, value }),
      z.object({ op: z.literal('remove'), path: pointer }),
      z.object({ op: z.literal(['move', 'copy']), path: pointer, from: pointer }),
    ],
    { error: 'op must be add, remove, replace, move, copy or test' },
  ),
  { error: 'must be a list of operations' },
);

/**
 * Reads a JSON Patch.
 *
 * @throws {@link RequestError}
 */
export function readJsonPatch(text: string): JsonPatch {
  const patch = patchSchema.safeParse(parse(text));
  if (patch.success) return patch.data as JsonPatch;
  const [issue] = patch.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.join('.');
  throw new RequestError(`The JSON Patch (RFC 6902) is wrong: ${place} ${issue?.message ?? ''}. ${example}`);
}

/** The value with the patch applied to it; all of it, or none. The value that is given stays as it is. */
export function patched(body: unknown, patch: JsonPatch): Patched {
  // One level deeper than it is: so the library can replace the whole body, too.
  const document = { body: cloned(body) };
  for (const operation of patch) {
    try {
      const [error] = applyPatch(document, [deeper(operation)]);
      if (error !== null && error !== undefined) return { ok: false, problem: problemOf(operation, body) };
    } catch {
      return { ok: false, problem: problemOf(operation, body) };
    }
  }
  return document.body === undefined
    ? { ok: false, problem: 'the patch leaves no body' }
    : { ok: true, value: document.body };
}

/** What changed from one value to another. */
export function changesBetween(before: unknown, after: unknown): readonly ValueChange[] {
  return createPatch(before, after).map((operation) => {
    const { path } = operation;
    const was = Pointer.fromJSON(path).evaluate(before).value as unknown;
    switch (operation.op) {
      case 'add':
        return { path, after: operation.value };
      case 'remove':
        return { path, before: was };
      case 'replace':
        return { path, before: was, after: operation.value };
      default:
        throw new Error(`a difference has no ${operation.op}`);
    }
  });
}

const example = 'Write it as in [{"op":"replace","path":"/amount","value":19.9}]';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(`The JSON Patch is not JSON: ${error instanceof Error ? error.message : ''}. ${example}`);
  }
}

function deeper(operation: Operation): Operation {
  const path = `/body${operation.path}`;
  // The values are cloned: else all bodies would share those of the patch.
  return cloned('from' in operation ? { ...operation, path, from: `/body${operation.from}` } : { ...operation, path });
}

function problemOf(operation: Operation, body: unknown): string {
  const place = 'from' in operation ? operation.from : operation.path;
  const found = valueAt(place, body);
  const there = found === undefined ? 'nothing is there' : `${JSON.stringify(found)?.slice(0, 60)} is there`;
  return `the patch cannot ${operation.op} ${place === '' ? 'the body' : place}: ${there}`;
}

function valueAt(path: string, body: unknown): unknown {
  try {
    return Pointer.fromJSON(path).evaluate(body).value as unknown;
  } catch {
    return undefined;
  }
}

/** A value whose lists and objects are its own; what else there is, AMQP's bytes and moments, nobody changes in place. */
function cloned<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(cloned) as Value;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cloned(part)])) as Value;
}
