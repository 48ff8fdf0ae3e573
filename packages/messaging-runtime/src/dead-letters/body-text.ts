import { isUtf8 } from 'node:buffer';

/** What a body is made of, as bytes, whichever section of AMQP it is in. */
export function bytesOfBody(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (isParts(body)) return Buffer.concat(body);
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

/** A body as text; undefined if its bytes are none. */
export function textOfBody(body: unknown): string | undefined {
  const bytes = bytesOfBody(body);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** AMQP allows several data sections, which read as one. */
function isParts(body: unknown): body is readonly Uint8Array[] {
  return Array.isArray(body) && body.length > 0 && body.every((part) => part instanceof Uint8Array);
}
