import type { ByteWriter } from './byte-writer.js';

/**
 * The message annotations that belong to the broker: what it knows of a message that its sender does not. A sender's
 * own values for them are dropped, so that a message that was received and sent again does not carry its past life.
 */

/** What the broker adds to a message when it gives it out or shows it. Times are milliseconds since the epoch. */
export interface BrokerAnnotations {
  readonly enqueuedTime: number;
  readonly sequenceNumber: number;
  /** Number the message had before it was scheduled, forwarded or dead-lettered. */
  readonly enqueuedSequenceNumber?: number | undefined;
  readonly lockedUntil?: number | undefined;
  /** Absent for an active message. */
  readonly state?: 'deferred' | 'scheduled' | undefined;
  /** Present on partitioned entities. */
  readonly partitionId?: number | undefined;
  /** Path of the entity that dead-lettered the message. */
  readonly deadLetterSource?: string | undefined;
}

const names = {
  enqueuedTime: 'x-opt-enqueued-time',
  sequenceNumber: 'x-opt-sequence-number',
  enqueuedSequenceNumber: 'x-opt-enqueue-sequence-number',
  lockedUntil: 'x-opt-locked-until',
  state: 'x-opt-message-state',
  partitionId: 'x-opt-partition-id',
  deadLetterSource: 'x-opt-deadletter-source',
} as const satisfies Record<keyof BrokerAnnotations, string>;

const brokersOwn: ReadonlySet<string> = new Set(Object.values(names));

export function isBrokersOwn(annotation: string): boolean {
  return brokersOwn.has(annotation);
}

const typeCode = { symbol8: 0xa3, string8: 0xa1, string32: 0xb1, long: 0x81, timestamp: 0x83, int: 0x71, short: 0x61 };

/** A key and the type code of the value behind it: the same bytes in every message. */
function entry(name: string, valueCode: number): Buffer {
  return Buffer.concat([Buffer.from([typeCode.symbol8, name.length]), Buffer.from(name), Buffer.from([valueCode])]);
}

const entries = {
  enqueuedTime: entry(names.enqueuedTime, typeCode.timestamp),
  sequenceNumber: entry(names.sequenceNumber, typeCode.long),
  enqueuedSequenceNumber: entry(names.enqueuedSequenceNumber, typeCode.long),
  lockedUntil: entry(names.lockedUntil, typeCode.timestamp),
  state: entry(names.state, typeCode.int),
  partitionId: entry(names.partitionId, typeCode.short),
  deadLetterSource: entry(names.deadLetterSource, typeCode.string8),
  longDeadLetterSource: entry(names.deadLetterSource, typeCode.string32),
};

/** Values of `x-opt-message-state`; 0 is active. */
const stateCode = { deferred: 1, scheduled: 2 } as const;

/** Writes the annotations as encoded map entries. @returns how many keys and values, together. */
export function writeBrokerAnnotations(writer: ByteWriter, annotations: BrokerAnnotations): number {
  let count = 4;
  writer.append(entries.enqueuedTime);
  writer.long(annotations.enqueuedTime);
  writer.append(entries.sequenceNumber);
  writer.long(annotations.sequenceNumber);
  if (annotations.enqueuedSequenceNumber !== undefined) {
    writer.append(entries.enqueuedSequenceNumber);
    writer.long(annotations.enqueuedSequenceNumber);
    count += 2;
  }
  if (annotations.lockedUntil !== undefined) {
    writer.append(entries.lockedUntil);
    writer.long(annotations.lockedUntil);
    count += 2;
  }
  if (annotations.state !== undefined) {
    writer.append(entries.state);
    writer.uint32(stateCode[annotations.state]);
    count += 2;
  }
  if (annotations.partitionId !== undefined) {
    writer.append(entries.partitionId);
    writer.byte(annotations.partitionId >> 8);
    writer.byte(annotations.partitionId);
    count += 2;
  }
  if (annotations.deadLetterSource !== undefined) {
    writeDeadLetterSource(writer, Buffer.from(annotations.deadLetterSource));
    count += 2;
  }
  return count;
}

function writeDeadLetterSource(writer: ByteWriter, source: Buffer): void {
  if (source.length < 256) {
    writer.append(entries.deadLetterSource);
    writer.byte(source.length);
  } else {
    writer.append(entries.longDeadLetterSource);
    writer.uint32(source.length);
  }
  writer.append(source);
}
