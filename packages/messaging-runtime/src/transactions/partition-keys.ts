import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { RheaCodec, Typed } from './client-internals.js';

/** Says which partition of the entity that it passes through a message belongs to in a transaction. */
const viaPartitionKey = 'x-opt-via-partition-key';

/** Descriptor of a message's section of annotations; sections come in the order of theirs. */
const annotationsCode = 0x72;

/** Bits of a sequence number below those that say which partition it is of. */
const partitionShift = 48;

/** The partitions that messages are in: transactions work on one. All others than partitioned entities have one. */
export function partitionsOf(messages: readonly ServiceBusReceivedMessage[]): ReadonlySet<number> {
  return new Set(messages.map(partitionOf));
}

/** The partition that a message is in, of its queue or subscription. */
export function partitionOf({ sequenceNumber }: ServiceBusReceivedMessage): number {
  return sequenceNumber === undefined ? 0 : sequenceNumber.shiftRightUnsigned(partitionShift).toNumber();
}

/** A key that leads to the partition of these messages, which is one; undefined if none of them has a key. */
export function partitionKeyOf(messages: readonly ServiceBusReceivedMessage[]): string | undefined {
  const keyed = messages.find(({ sessionId, partitionKey }) => (sessionId ?? partitionKey) !== undefined);
  return keyed?.sessionId ?? keyed?.partitionKey;
}

/** An encoded message with the key of the partition that it passes through. */
export function withViaPartitionKey({ types }: RheaCodec, bytes: Buffer, key: string): Buffer {
  // Section by section, not as a message: rhea would decode what it encodes as another type of number.
  const reader = new types.Reader(bytes);
  const sections: Typed[] = [];
  while (reader.remaining() > 0) sections.push(reader.read());
  const entry = [types.wrap_symbol(viaPartitionKey), types.wrap_string(key)];
  const annotations = sections.find((section) => codeOf(section) === annotationsCode);
  if (annotations === undefined) {
    const place = sections.findIndex((section) => codeOf(section) > annotationsCode);
    const added = types.described_nc(types.wrap_ulong(annotationsCode), types.Map32(entry));
    sections.splice(place < 0 ? sections.length : place, 0, added);
  } else if (Array.isArray(annotations.value)) {
    annotations.value.push(...entry);
  }
  const writer = new types.Writer();
  for (const section of sections) writer.write(section);
  return writer.toBuffer();
}

function codeOf({ descriptor }: Typed): number {
  return Number(descriptor?.value);
}
