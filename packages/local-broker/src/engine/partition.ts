import { Heap } from 'heap-js';

import type { BrokerMessage } from './message.js';
import { SequenceLog } from './sequence-log.js';

/** Sequence numbers of one partition: the partition's number is in the top 16 of the 64 bits (Azure's layout). */
const sequenceSpan = 2 ** 48;

export function partitionOf(sequenceNumber: number): number {
  return Math.floor(sequenceNumber / sequenceSpan);
}

/** Part of a message queue with its own sequence numbers and its own order. A queue that is not partitioned has one. */
export class Partition {
  readonly log = new SequenceLog<BrokerMessage>();
  /** Number that the next message gets. */
  nextSequenceNumber: number;
  /** Messages from here on were never taken; those before it wait in `#returned` if they came back. */
  #cursor: number;
  /** Messages that were delivered and came back: they go first, oldest first. */
  readonly #returned = new Heap<BrokerMessage>((a, b) => a.sequenceNumber - b.sequenceNumber);

  constructor(readonly index: number) {
    this.nextSequenceNumber = index * sequenceSpan + 1;
    this.#cursor = this.nextSequenceNumber;
  }

  /** Gives the message the next sequence number. */
  number(message: BrokerMessage): void {
    message.sequenceNumber = this.nextSequenceNumber;
    this.nextSequenceNumber += 1;
  }

  /** Gives the message the next sequence number and puts it at the end. */
  append(message: BrokerMessage): void {
    this.number(message);
    this.log.add(message);
  }

  /** Puts a recovered message back under the number it had. */
  restore(message: BrokerMessage): void {
    this.log.add(message);
    this.nextSequenceNumber = Math.max(this.nextSequenceNumber, message.sequenceNumber + 1);
  }

  /** Lets a message that was delivered be delivered again, before those that never were. */
  giveBack(message: BrokerMessage): void {
    this.#returned.push(message);
  }

  /** Takes the message that is next in order for delivery, if any is free: it comes back by {@link giveBack} alone. */
  takeNext(): BrokerMessage | undefined {
    for (let back = this.#returned.pop(); back !== undefined; back = this.#returned.pop()) {
      if (isFree(back)) return back;
    }
    for (let fresh = this.log.next(this.#cursor); fresh !== undefined; fresh = this.log.next(this.#cursor)) {
      this.#cursor = fresh.sequenceNumber + 1;
      if (isFree(fresh)) return fresh;
    }
    this.#cursor = this.nextSequenceNumber;
    return undefined;
  }
}

function isFree(message: BrokerMessage): boolean {
  return message.state === 'active' && message.lock === undefined && !message.removed;
}
