import type { AmqpAnnotatedMessage } from './copy-of-dead-letter.js';

/** A copy with another value in its body, in the form that the body had: bytes of JSON, JSON as text, or an AMQP value. */
export function withBody(copy: AmqpAnnotatedMessage, value: unknown): AmqpAnnotatedMessage {
  const { body } = copy;
  if (copy.bodyType !== 'value' && copy.bodyType !== 'sequence') return { ...copy, body: jsonBytes(value) };
  if (typeof body === 'string') return { ...copy, body: JSON.stringify(value) };
  return { ...copy, body: body instanceof Uint8Array ? jsonBytes(value) : value };
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
