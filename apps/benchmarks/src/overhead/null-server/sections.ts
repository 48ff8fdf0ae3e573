import { contentIn, numberIn, skipValue } from './decoding.js';

/** A section of an encoded message (AMQP 1.0, part 3.2). */
export interface Section {
  /** Numeric descriptor. */
  readonly code: number;
  /** What is described, encoded. */
  readonly value: Buffer;
  /** Offset of the section in the message. */
  readonly start: number;
}

export const sectionCodes = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  value: 0x77,
} as const;

/** Marks a transfer that carries a batch: its data sections are messages (Service Bus's own format). */
const batchFormat = 0x80013700;

/** Lazy: of the first frame of a delivery, the last section may end in a later one. */
export function* sectionsOf(message: Buffer): Generator<Section, void> {
  for (let start = 0; start < message.length;) {
    const valueStart = skipValue(message, start + 1);
    const end = skipValue(message, valueStart);
    const code = numberIn(message.subarray(start + 1, valueStart));
    if (code === undefined) throw new RangeError(`A section without a numeric descriptor starts at offset ${start}.`);
    yield { code, value: message.subarray(valueStart, end), start };
    start = end;
  }
}

/**
 * The first message that a client sent with a transfer, alone or in a batch.
 *
 * @param format of the transfer
 * @param payload of its first frame
 * @throws RangeError when a batch has none.
 */
export function firstMessageIn(format: number, payload: Buffer): Buffer {
  if (format !== batchFormat) return payload;
  for (const { code, value } of sectionsOf(payload)) {
    const message = code === sectionCodes.data ? contentIn(value) : undefined;
    if (message !== undefined) return message;
  }
  throw new RangeError('A batch has no message in its first frame.');
}

/** What the application wrote: the message without the sections that belong to whoever carries it. */
export function bareMessageOf(message: Buffer): Buffer {
  for (const { code, start } of sectionsOf(message)) {
    if (code >= sectionCodes.properties) return message.subarray(start);
  }
  throw new RangeError('The message has neither properties nor a body.');
}
