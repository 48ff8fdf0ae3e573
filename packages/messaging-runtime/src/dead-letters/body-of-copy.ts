import type { AmqpAnnotatedMessage } from './copy-of-dead-letter.js';

/** A copy with another value in its body, in the form that the body had: bytes of JSON, JSON as text, or an AMQP value. */
export function withBody(copy: AmqpAnnotatedMessage, value: unknown): AmqpAnnotatedMessage {
  const { body } = copy;
  if (isOfData(copy)) return { ...copy, body: jsonBytes(value) };
  if (typeof body === 'string') return { ...copy, body: JSON.stringify(value) };
  return { ...copy, body: body instanceof Uint8Array ? jsonBytes(value) : value };
}

/** A copy with text in its body: as bytes of UTF-8 where bytes were, else as an AMQP value. */
export function withText(copy: AmqpAnnotatedMessage, text: string): AmqpAnnotatedMessage {
  if (isOfData(copy) || copy.body instanceof Uint8Array) return { ...copy, body: Buffer.from(text, 'utf8') };
  return { ...copy, body: text, bodyType: 'value' };
}

function isOfData({ bodyType }: AmqpAnnotatedMessage): boolean {
  return bodyType !== 'value' && bodyType !== 'sequence';
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
