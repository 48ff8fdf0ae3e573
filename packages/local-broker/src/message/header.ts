import type { ByteWriter } from './byte-writer.js';
import { beginSection, endSection, list32 } from './compound-sections.js';
import { elementAt, malformed, nullValue, openCompound, readValue, skipValue } from './encoding.js';
import { type Section, sectionCode } from './sections.js';

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
 * Writes the header that a receiver gets: the sender's, with the delivery count. It is there even if the sender wrote
 * none, because clients take a message without a delivery count for one of unknown history.
 *
 * @param timeToLive in milliseconds, in place of the sender's; absent to keep that.
 */
export function writeHeader(
  writer: ByteWriter,
  bytes: Buffer,
  header: Section | undefined,
  deliveryCount: number,
  timeToLive?: number,
): void {
  const list = header && openCompound(bytes, header.value);
  const start = beginSection(writer, sectionCode.header, list32);
  for (let index = 0; index < deliveryCountIndex; index += 1) {
    const offset = list && elementAt(bytes, list, index);
    if (index === ttlIndex && timeToLive !== undefined) writeUint(writer, timeToLive);
    else writer.append(offset === undefined ? nullValue : bytes.subarray(offset, skipValue(bytes, offset)));
  }
  writeUint(writer, deliveryCount);
  endSection(writer, start, deliveryCountIndex + 1);
}

function writeUint(writer: ByteWriter, value: number): void {
  writer.byte(uintCode);
  writer.uint32(value);
}
