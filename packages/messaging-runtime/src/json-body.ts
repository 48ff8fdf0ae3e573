import { UnprocessableMessageError } from './errors.js';

/**
 * The value in a message's body, whether the sender wrote JSON into a data section, JSON text into a value section, or an
 * AMQP value itself. For receivers made with `skipParsingBodyAsJson`: with the client's own parsing, a body that is not
 * JSON cannot be told from one that is.
 *
 * @throws {@link UnprocessableMessageError} with reason `InvalidJson`
 */
export function parseJsonBody(body: unknown): unknown {
  const text = textOf(body);
  if (text === undefined) return body;
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = error instanceof SyntaxError ? error.message.replaceAll(/\s+/g, ' ') : String(error);
    throw new UnprocessableMessageError('InvalidJson', `body is not JSON: ${problem.slice(0, 200)}`);
  }
}

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return Array.isArray(body) && body.length > 0 && body.every((part) => part instanceof Uint8Array)
    ? Buffer.concat(body).toString('utf8')
    : undefined;
}
