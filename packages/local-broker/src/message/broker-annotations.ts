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

function symbol(name: string): Buffer {
  return Buffer.from([typeCode.symbol8, name.length, ...Buffer.from(name, 'latin1')]);
}

const keys = {
  enqueuedTime: symbol(names.enqueuedTime),
  sequenceNumber: symbol(names.sequenceNumber),
  enqueuedSequenceNumber: symbol(names.enqueuedSequenceNumber),
  lockedUntil: symbol(names.lockedUntil),
  state: symbol(names.state),
  partitionId: symbol(names.partitionId),
  deadLetterSource: symbol(names.deadLetterSource),
} satisfies Record<keyof BrokerAnnotations, Buffer>;

/** Values of `x-opt-message-state`; 0 is active. */
const stateCode = { deferred: 1, scheduled: 2 } as const;

/** Reused between messages: every message given out passes here. */
const scratch = Buffer.allocUnsafe(4096);

/**
 * The annotations as encoded map entries.
 *
 * @returns `count` keys and values together, and their bytes, valid until the next call.
 */
export function encodeBrokerAnnotations(annotations: BrokerAnnotations): {
  readonly count: number;
  readonly bytes: Buffer;
} {
  let position = 0;
  let count = 0;
  const key = (bytes: Buffer): void => {
    position += bytes.copy(scratch, position);
    count += 2;
  };
  const eightBytes = (code: number, value: number): void => {
    scratch[position] = code;
    scratch.writeInt32BE(Math.floor(value / 2 ** 32), position + 1);
    position = scratch.writeUInt32BE(value % 2 ** 32, position + 5);
  };

  key(keys.enqueuedTime);
  eightBytes(typeCode.timestamp, annotations.enqueuedTime);
  key(keys.sequenceNumber);
  eightBytes(typeCode.long, annotations.sequenceNumber);
  if (annotations.enqueuedSequenceNumber !== undefined) {
    key(keys.enqueuedSequenceNumber);
    eightBytes(typeCode.long, annotations.enqueuedSequenceNumber);
  }
  if (annotations.lockedUntil !== undefined) {
    key(keys.lockedUntil);
    eightBytes(typeCode.timestamp, annotations.lockedUntil);
  }
  if (annotations.state !== undefined) {
    key(keys.state);
    scratch[position] = typeCode.int;
    position = scratch.writeInt32BE(stateCode[annotations.state], position + 1);
  }
  if (annotations.partitionId !== undefined) {
    key(keys.partitionId);
    scratch[position] = typeCode.short;
    position = scratch.writeInt16BE(annotations.partitionId, position + 1);
  }
  if (annotations.deadLetterSource !== undefined) {
    key(keys.deadLetterSource);
    const length = Buffer.byteLength(annotations.deadLetterSource);
    if (length < 256) {
      scratch[position] = typeCode.string8;
      position = scratch.writeUInt8(length, position + 1);
    } else {
      scratch[position] = typeCode.string32;
      position = scratch.writeUInt32BE(length, position + 1);
    }
    position += scratch.write(annotations.deadLetterSource, position);
  }
  return { count, bytes: scratch.subarray(0, position) };
}
