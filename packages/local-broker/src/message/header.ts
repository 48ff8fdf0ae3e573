import { elementAt, malformed, nullValue, openCompound, readValue, skipValue } from './encoding.js';
import type { Section } from './sections.js';

/** Positions of the fields in the header section: durable, priority, ttl, first-acquirer, delivery-count (AMQP 1.0, part 3.2.1). */
const ttlIndex = 2;
const deliveryCountIndex = 4;

/** Longest time to live that a header can say, in milliseconds: 49 days. */
export const longestTimeToLive = 2 ** 32 - 1;

/** AMQP's type code of an unsigned integer of four bytes. */
const uintCode = 0x70;

/** No field of a header is wider than a number; a wider one would not fit the header that receivers get. */
const widestHeaderField = 9;

/** @throws BrokerError `amqp:decode-error`. */
export function checkHeader(bytes: Buffer, section: Section): void {
  const list = openCompound(bytes, section.value);
  if (list.count > deliveryCountIndex + 1) throw malformed(`its header has ${list.count} fields`);
  for (let index = 0; index < list.count; index += 1) {
    const offset = elementAt(bytes, list, index);
    if (offset !== undefined && skipValue(bytes, offset) - offset > widestHeaderField) {
      throw malformed(`field ${index} of its header is no number or boolean`);
    }
  }
}

/** Time to live in milliseconds; undefined when absent. */
export function timeToLiveIn(bytes: Buffer, header: Section): number | undefined {
  const offset = elementAt(bytes, openCompound(bytes, header.value), ttlIndex);
  const timeToLive = offset === undefined ? undefined : readValue(bytes, offset);
  return typeof timeToLive === 'number' ? timeToLive : undefined;
}

/**
 * The header that a receiver gets: the sender's, with the delivery count. It is there even if the sender wrote none,
 * because clients take a message without a delivery count for one of unknown history.
 *
 * @param timeToLive in milliseconds, in place of the sender's; absent to keep that.
 */
export function encodeHeader(
  bytes: Buffer,
  header: Section | undefined,
  deliveryCount: number,
  timeToLive?: number,
): Buffer {
  const list = header && openCompound(bytes, header.value);
  const fields: Buffer[] = [];
  for (let index = 0; index < deliveryCountIndex; index += 1) {
    const offset = list && elementAt(bytes, list, index);
    fields.push(offset === undefined ? nullValue : bytes.subarray(offset, skipValue(bytes, offset)));
  }
  if (timeToLive !== undefined) fields[ttlIndex] = encodeUint(timeToLive);
  const length = fields.reduce((sum, field) => sum + field.length, 0) + 5;
  const encoded = Buffer.allocUnsafe(6 + length);
  // A described list of one-byte width: descriptor 0x70, size counted from behind itself, count of fields.
  encoded.writeUInt32BE(0x005370c0, 0);
  encoded[4] = length + 1;
  encoded[5] = deliveryCountIndex + 1;
  let position = 6;
  for (const field of fields) position += field.copy(encoded, position);
  encoded[position] = uintCode;
  encoded.writeUInt32BE(deliveryCount, position + 1);
  return encoded;
}

function encodeUint(value: number): Buffer {
  const encoded = Buffer.alloc(5, uintCode);
  encoded.writeUInt32BE(value, 1);
  return encoded;
}
