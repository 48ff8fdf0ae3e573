import { readFile } from 'node:fs/promises';
import { editorOf, RequestError, type Editor, type PropertyValue } from '@ams/messaging-runtime';
import { userPath } from '@ams/messaging-runtime/cli';
import { understood } from './requests.js';

/** The edits' options, as commander reads them. */
export interface EditOptions {
  readonly setProperty?: readonly (readonly [name: string, value: PropertyValue])[] | undefined;
  readonly removeProperty?: readonly string[] | undefined;
  /** A JSON Patch, or the file that has it. */
  readonly patch?: string | undefined;
}

/**
 * The editor that the options ask for; undefined if they ask for none.
 *
 * @param app name of the app's Nx project
 * @throws UsageError
 */
export async function editorFrom(options: EditOptions, app: string): Promise<Editor | undefined> {
  const { setProperty = [], removeProperty = [], patch } = options;
  if (setProperty.length + removeProperty.length === 0 && patch === undefined) return undefined;
  const properties = Object.fromEntries([...setProperty, ...removeProperty.map((name) => [name, undefined] as const)]);
  return understood(
    (async () => editorOf({ properties, patch: patch === undefined ? undefined : await textOf(patch, app) }))(),
  );
}

async function textOf(patch: string, app: string): Promise<string> {
  if (/^\s*[[{]/.test(patch)) return patch;
  const file = userPath(patch, app);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new RequestError(
      `"${patch}" is neither a JSON Patch, which begins with [, nor a file that can be read: ${problem}`,
      { cause },
    );
  }
}
