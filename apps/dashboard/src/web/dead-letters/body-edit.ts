import type { Edit } from '../../api/index.js';
import type { MessageDetail } from '../../api/messages.js';
import { compactJson, formatJson } from './json-text.js';

type Body = MessageDetail['body'];

/** The body as people edit it: JSON on lines of its own; undefined where it cannot be edited as text. */
export function editableText({ text, json, truncated }: Body): string | undefined {
  if (truncated) return undefined;
  const whole = text ?? json;
  return whole === null ? undefined : (formatJson(whole) ?? whole);
}

/** Why a body cannot be edited here; undefined where it can. */
export function notEditable(body: Body): string | undefined {
  if (body.truncated) return 'The body is too long to be edited here. A JSON Patch changes a part of it.';
  return editableText(body) === undefined ? 'The body is no text, and goes as it is.' : undefined;
}

/** What is to become of the body; undefined where it stays as it is, to the byte. */
export function bodyEdit(body: Body, edited: string): Edit['body'] {
  const before = editableText(body);
  if (before === undefined || edited === before) return undefined;
  // An AMQP value stays one, and text stays text: on one line, if it was.
  if (body.kind !== 'data' && body.text === null) return { kind: 'json', value: JSON.parse(edited) as unknown };
  const wasOnOneLine = body.text !== null && !body.text.trim().includes('\n');
  return { kind: 'text', value: wasOnOneLine ? compactJson(edited) : edited };
}
