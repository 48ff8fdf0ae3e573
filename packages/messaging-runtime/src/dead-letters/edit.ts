import { parseJsonBody } from '../json-body.js';
import { problemOf } from '../errors.js';
import { parkingProperties, provenanceProperties } from '../message-properties.js';
import { withBody } from './body-of-copy.js';
import { changed, type AmqpAnnotatedMessage, type PropertyChanges, type PropertyValue } from './copy-of-dead-letter.js';
import { RequestError } from './filter-spec.js';
import type { ValueChange } from './json-patch.js';
import { wholeBodyEditor, type NewBody } from './whole-body.js';

/** What is to be different about the copies. */
export interface EditSpec {
  /** Application properties to set, or, where undefined, to take away. */
  readonly properties?: PropertyChanges | undefined;
  /** JSON Patch (RFC 6902) of the body, as text. */
  readonly patch?: string | undefined;
  /** A whole new body. Not together with a patch. */
  readonly body?: NewBody | undefined;
}

/** One difference between a dead letter and its copy. */
export interface Change extends ValueChange {
  readonly of: 'body' | 'property';
}

export type Edited =
  | { readonly ok: true; readonly copy: AmqpAnnotatedMessage; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly problem: string };

/** Changes a copy before it is sent, or says why it cannot. */
export type Editor = (copy: AmqpAnnotatedMessage) => Edited;

/**
 * Makes an editor of what the user asks for.
 *
 * @throws {@link RequestError} for a patch that is none, a patch and a body at once, or a property that is not the user's
 *   to change
 */
export async function editorOf({ properties = {}, patch, body }: EditSpec): Promise<Editor> {
  for (const name of Object.keys(properties)) refuseReserved(name);
  const editBody = await bodyEditorOf(patch, body);
  return (copy) => {
    const edited = editBody(copy);
    if (!edited.ok) return edited;
    const before = edited.copy.applicationProperties ?? {};
    return {
      ok: true,
      copy: { ...edited.copy, applicationProperties: changed(before, properties) },
      changes: [...edited.changes, ...propertyChanges(before, properties)],
    };
  };
}

/**
 * Reads a property to set: `name=value`. A value that is a JSON number, `true`, `false` or quoted text is that; all else is
 * text as it stands.
 *
 * @throws {@link RequestError}
 */
export function readProperty(text: string): readonly [name: string, value: PropertyValue] {
  const at = text.indexOf('=');
  if (at < 1) throw new RequestError(`"${text}" sets no property: write name=value, as in priority=2`);
  const value = valueOf(text.slice(at + 1));
  refuseInexact(value, text.slice(at + 1).trim());
  return [text.slice(0, at).trim(), value];
}

const reserved: ReadonlySet<string> = new Set([
  ...Object.values(provenanceProperties),
  ...Object.values(parkingProperties),
]);

function refuseReserved(name: string): void {
  if (!reserved.has(name)) return;
  throw new RequestError(`"${name}" tells where a message came from and is not to be edited: choose another property`);
}

function unchanged(copy: AmqpAnnotatedMessage): Edited {
  return { ok: true, copy, changes: [] };
}

async function bodyEditorOf(patch: string | undefined, body: NewBody | undefined): Promise<Editor> {
  if (patch !== undefined && body !== undefined) {
    throw new RequestError('There are a JSON Patch and a new body: give one of them');
  }
  if (body !== undefined) return wholeBodyEditor(body);
  return patch === undefined ? unchanged : patchingEditor(patch);
}

async function patchingEditor(text: string): Promise<Editor> {
  const { changesBetween, patched, readJsonPatch } = await import('./json-patch.js');
  const patch = readJsonPatch(text);
  return (copy) => {
    const before = jsonOf(copy.body);
    if (!before.ok) return before;
    const after = patched(before.value, patch);
    if (!after.ok) return after;
    const changes = changesBetween(before.value, after.value);
    return {
      ok: true,
      // What the patch leaves as it was stays the same to the byte.
      copy: changes.length === 0 ? copy : withBody(copy, after.value),
      changes: changes.map((change) => ({ of: 'body', ...change })),
    };
  };
}

function jsonOf(body: unknown): { ok: true; value: unknown } | { ok: false; problem: string } {
  try {
    return { ok: true, value: parseJsonBody(body) };
  } catch (error) {
    return { ok: false, problem: `the patch needs a body of JSON: ${problemOf(error)}` };
  }
}

function propertyChanges(before: Readonly<Record<string, unknown>>, changes: PropertyChanges): readonly Change[] {
  return Object.entries(changes)
    .filter(([name, after]) => before[name] !== after)
    .map(([name, after]) => ({
      of: 'property',
      path: name,
      ...(before[name] === undefined ? {} : { before: before[name] }),
      ...(after === undefined ? {} : { after }),
    }));
}

function valueOf(text: string): PropertyValue {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}

function refuseInexact(value: PropertyValue, text: string): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return;
  throw new RequestError(
    `${text} is a number that would be rounded to ${value}: write it as text, "${text}" with the quotes`,
  );
}
