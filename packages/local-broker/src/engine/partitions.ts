import type { EncodedMessage } from '../message/encoded-message.js';
import type { BrokerMessage, MessageState } from './message.js';
import { Partition, partitionOf } from './partition.js';
import { partitionFor } from './partition-key.js';

/** How many messages are in which state. Active ones include those that are locked, as in Azure's counts. */
export type MessageCounts = Readonly<Record<MessageState, number>>;

/** What one message queue holds, by partition: where a new message goes, and which message comes next. */
export class Partitions {
  readonly #partitions: readonly Partition[];
  readonly #counts = { active: 0, scheduled: 0, deferred: 0 };
  #sendTurn = 0;
  #receiveTurn = 0;
  readonly #byMessageId: boolean;

  /**
   * @param count 1 for a queue that is not partitioned.
   * @param byMessageId whether the message id is the key of messages that have none.
   */
  constructor(count: number, byMessageId: boolean) {
    this.#byMessageId = byMessageId;
    this.#partitions = Array.from({ length: count }, (_, index) => new Partition(index));
  }

  get count(): number {
    return this.#partitions.length;
  }

  get counts(): MessageCounts {
    return { ...this.#counts };
  }

  /** The partition at that index; undefined when there are not that many. */
  at(index: number): Partition | undefined {
    return this.#partitions[index];
  }

  /** The partition that a new message goes to: the one its key leads to, else the next in turn. */
  forNew(content: EncodedMessage): Partition {
    if (this.count === 1) return this.#existing(0);
    const byKey = partitionFor(content, this.count, this.#byMessageId);
    if (byKey !== undefined) return this.#existing(byKey);
    const partition = this.#existing(this.#sendTurn);
    this.#sendTurn = (this.#sendTurn + 1) % this.count;
    return partition;
  }

  /** Puts a message at the end of a partition, under a new number. @returns the partition. */
  append(message: BrokerMessage): Partition {
    const partition = this.forNew(message.content);
    partition.append(message);
    this.#counts[message.state] += 1;
    return partition;
  }

  /**
   * Puts a recovered message back under the number it had.
   *
   * @returns false when its partition is no more: the entity had more of them when the message was accepted.
   */
  restore(message: BrokerMessage): boolean {
    const partition = this.at(partitionOf(message.sequenceNumber));
    partition?.restore(message);
    if (partition) this.#counts[message.state] += 1;
    return partition !== undefined;
  }

  remove(message: BrokerMessage): void {
    this.#existing(partitionOf(message.sequenceNumber)).log.delete(message);
    this.#counts[message.state] -= 1;
  }

  changeState(message: BrokerMessage, state: MessageState): void {
    this.#counts[message.state] -= 1;
    message.state = state;
    this.#counts[state] += 1;
  }

  /** Lets a message that was taken be taken again, before those that never were. */
  giveBack(message: BrokerMessage): void {
    this.#existing(partitionOf(message.sequenceNumber)).giveBack(message);
  }

  find(sequenceNumber: number): BrokerMessage | undefined {
    return this.at(partitionOf(sequenceNumber))?.log.get(sequenceNumber);
  }

  /** Takes the next free message for delivery; partitions take turns. */
  takeNext(): BrokerMessage | undefined {
    for (let tried = 0; tried < this.count; tried += 1) {
      const partition = this.#existing(this.#receiveTurn);
      this.#receiveTurn = (this.#receiveTurn + 1) % this.count;
      const message = partition.takeNext();
      if (message !== undefined) return message;
    }
    return undefined;
  }

  /** The first message of a partition with this sequence number or a higher one. */
  next(sequenceNumber: number): BrokerMessage | undefined {
    return this.at(partitionOf(sequenceNumber))?.log.next(sequenceNumber);
  }

  /** The messages of a partition that come after the one with that number. */
  *behind(sequenceNumber: number): Generator<BrokerMessage> {
    const log = this.at(partitionOf(sequenceNumber))?.log;
    for (let next = log?.next(sequenceNumber + 1); next; next = log?.next(next.sequenceNumber + 1)) yield next;
  }

  /** All messages in any state from a sequence number on, partition by partition. */
  *from(sequenceNumber: number): Generator<BrokerMessage> {
    for (const { log } of this.#partitions) {
      let message = log.next(sequenceNumber);
      while (message !== undefined) {
        yield message;
        message = log.next(message.sequenceNumber + 1);
      }
    }
  }

  #existing(index: number): Partition {
    const partition = this.#partitions[index];
    if (partition === undefined) throw new RangeError(`There is no partition ${index}; there are ${this.count}.`);
    return partition;
  }
}
