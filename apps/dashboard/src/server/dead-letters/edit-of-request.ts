import { editorOf, type Editor } from '@ams/messaging-runtime';

import type { Edit } from '../../api/index.js';

/**
 * The editor that a request asks for; undefined if it changes nothing.
 *
 * @throws RequestError for an edit that cannot be made
 */
export async function editorFor(edit: Edit | undefined): Promise<Editor | undefined> {
  if (edit === undefined) return undefined;
  const { properties, body, patch } = edit;
  if (Object.keys(properties).length === 0 && body === undefined && patch === undefined) return undefined;
  const changes = Object.entries(properties).map(([name, value]) => [name, value ?? undefined] as const);
  return editorOf({ properties: Object.fromEntries(changes), body, patch });
}
