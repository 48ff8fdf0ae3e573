import { parseJsonBody } from '../json-body.js';
import { withBody, withText } from './body-of-copy.js';
import { bytesOfBody, textOfBody } from './body-text.js';
import type { AmqpAnnotatedMessage } from './copy-of-dead-letter.js';
import type { Editor } from './edit.js';
import { RequestError } from './filter-spec.js';
import type { ValueChange } from './json-patch.js';

/** A body in place of the one that a message has. */
export type NewBody =
  | { readonly kind: 'json'; readonly value: unknown }
  /** Goes out to the byte as it is written, whether it is JSON or not. */
  | { readonly kind: 'text'; readonly value: string };

/**
 * Makes an editor that replaces all of a body. What was there may be anything: that it is no JSON is what often has to be
 * mended.
 *
 * @throws {@link RequestError} for JSON without a value
 */
export async function wholeBodyEditor(body: NewBody): Promise<Editor> {
  if (body.kind === 'json' && body.value === undefined) {
    throw new RequestError('The new body has no value: write JSON, null if nothing else, or text');
  }
  const { changesBetween } = await import('./json-patch.js');
  return (copy) => {
    const edited = body.kind === 'json' ? withBody(copy, body.value) : withText(copy, body.value);
    const [was, is] = [jsonOf(copy.body), jsonOf(edited.body)];
    const inside = was === undefined || is === undefined ? undefined : changesBetween(was.value, is.value);
    const changes =
      inside === undefined || (inside.length === 0 && body.kind === 'text') ? textChange(copy, edited) : inside;
    return {
      ok: true,
      // What is the same already stays so to the byte.
      copy: changes.length === 0 ? copy : edited,
      changes: changes.map((change) => ({ of: 'body', ...change })),
    };
  };
}

function textChange({ body }: AmqpAnnotatedMessage, after: AmqpAnnotatedMessage): readonly ValueChange[] {
  const change = { path: '', before: readable(body), after: readable(after.body) };
  return change.before === change.after ? [] : [change];
}

/** For people: bytes that are no text in base64. */
function readable(body: unknown): string {
  return textOfBody(body) ?? bytesOfBody(body).toString('base64');
}

function jsonOf(body: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: parseJsonBody(body) };
  } catch {
    return undefined;
  }
}
