import { binary, described, list, long, map, no, nothing, symbol, timestamp, uint } from './encoding.js';
import { amqp, codes, frame } from './performatives.js';
import { sectionCodes } from './sections.js';

/** Milliseconds for which orders are locked, as the queue of the local stack has it: nobody has to renew. */
const lockDuration = 60_000;

/** Stand in the pattern where each order has its own; no other bytes of it are like them. */
const marks = {
  deliveryId: 0xd1d1d1d1,
  number: 0x5e5e5e5e,
  enqueuedTime: 0x7e7e7e7e7e7e7,
  lockedUntil: 0x10c10c10c10c1,
} as const;

const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Characters of the last group of a UUID, and how far in it starts. */
const lastGroup = { length: 12, offset: 24 };

/**
 * Writes made-up orders, each as a frame with one transfer on a link. They are copies of an order of the producer, with
 * ids, lock tokens, sequence numbers and times of their own written over its: little is done for each.
 */
export class OrderFrames {
  readonly #pattern: Buffer;
  readonly #deliveryIdAt: number;
  readonly #numbersAt: readonly number[];
  readonly #idsAt: readonly number[];
  readonly #enqueuedTimeAt: number;
  readonly #lockedUntilAt: number;

  /**
   * @param order the bare message, whose id is a UUID
   * @throws RangeError when it has no UUID.
   */
  constructor(order: Buffer, channel: number, handle: number) {
    const pattern = patternOf(order, channel, handle);
    const orderStart = pattern.length - order.length;
    const offsetsOf = (mark: Buffer): readonly number[] => offsetsIn(pattern.subarray(0, orderStart), mark);
    const only = (mark: Buffer): number => offsetsOf(mark)[0] as number;
    this.#pattern = pattern;
    this.#deliveryIdAt = only(uint(marks.deliveryId).subarray(1));
    this.#numbersAt = offsetsOf(uint(marks.number).subarray(1));
    this.#enqueuedTimeAt = only(timestamp(marks.enqueuedTime).subarray(1));
    this.#lockedUntilAt = only(timestamp(marks.lockedUntil).subarray(1));
    this.#idsAt = offsetsIn(order, idIn(order)).map((offset) => orderStart + offset + lastGroup.offset);
  }

  /** @param number of the first order, counted over all links */
  write(count: number, firstDeliveryId: number, number: number): Buffer {
    const { length } = this.#pattern;
    const frames = Buffer.allocUnsafe(count * length);
    const now = Date.now();
    this.#pattern.writeBigUInt64BE(BigInt(now), this.#enqueuedTimeAt);
    this.#pattern.writeBigUInt64BE(BigInt(now + lockDuration), this.#lockedUntilAt);
    for (let index = 0; index < count; index += 1) {
      const start = index * length;
      const own = number + index;
      frames.set(this.#pattern, start);
      frames.writeUInt32BE((firstDeliveryId + index) >>> 0, start + this.#deliveryIdAt);
      for (const offset of this.#numbersAt) frames.writeUInt32BE(own, start + offset);
      const id = own.toString(16).padStart(lastGroup.length, '0');
      for (const offset of this.#idsAt) frames.write(id, start + offset, 'latin1');
    }
    return frames;
  }
}

function patternOf(order: Buffer, channel: number, handle: number): Buffer {
  const lockToken = Buffer.concat([Buffer.alloc(12), uint(marks.number).subarray(1)]);
  const performative = described(
    codes.transfer,
    list([uint(handle), uint(marks.deliveryId), binary(lockToken), uint(0), no, no]),
  );
  const header = described(sectionCodes.header, list([nothing, nothing, nothing, nothing, uint(0)]));
  const annotations = described(
    sectionCodes.messageAnnotations,
    map([
      ...[symbol('x-opt-enqueued-time'), timestamp(marks.enqueuedTime)],
      ...[symbol('x-opt-sequence-number'), long(marks.number)],
      ...[symbol('x-opt-locked-until'), timestamp(marks.lockedUntil)],
    ]),
  );
  return frame(amqp, channel, performative, Buffer.concat([header, annotations, order]));
}

function idIn(order: Buffer): Buffer {
  const found = uuidPattern.exec(order.toString('latin1'));
  if (found === null) throw new RangeError('An order has no UUID by which others could be told from it.');
  return Buffer.from(found[0], 'latin1');
}

function offsetsIn(bytes: Buffer, part: Buffer): readonly number[] {
  const offsets: number[] = [];
  for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + 1)) offsets.push(at);
  return offsets;
}
