import type { MessageDetail } from '../../api/messages.js';
import { bodyEdit, editableText, notEditable } from './body-edit.js';

const bodyOf = (parts: Partial<MessageDetail['body']>): MessageDetail['body'] => ({
  kind: 'data',
  size: 10,
  json: null,
  text: null,
  base64: '',
  truncated: false,
  ...parts,
});

const compact = bodyOf({ text: '{"id":12345678901234567890}' });

test('a body that nobody touched stays to the byte', () => {
  expect(bodyEdit(compact, editableText(compact) ?? '')).toBeUndefined();
});

test('JSON of one line stays on one line, with its long numbers', () => {
  expect(bodyEdit(compact, '{\n  "id": 12345678901234567890,\n  "amount": 1\n}')).toEqual({
    kind: 'text',
    value: '{"id":12345678901234567890,"amount":1}',
  });
});

test('text is sent as it stands, JSON or not', () => {
  expect(bodyEdit(bodyOf({ text: 'not JSON' }), 'mended')).toEqual({ kind: 'text', value: 'mended' });
  expect(bodyEdit(bodyOf({ text: '{\n"a": 1\n}' }), '{ "a": 2 }')).toEqual({ kind: 'text', value: '{ "a": 2 }' });
});

test('an AMQP value stays a value', () => {
  expect(bodyEdit(bodyOf({ kind: 'value', json: '{"a":1}' }), '{"a":2}')).toEqual({ kind: 'json', value: { a: 2 } });
});

test('bytes and what is too long are not edited, and it is said why', () => {
  expect(notEditable(bodyOf({ base64: 'AP8=' }))).toContain('no text');
  expect(notEditable(bodyOf({ text: '{}', truncated: true }))).toContain('too long');
  expect(notEditable(compact)).toBeUndefined();
});
