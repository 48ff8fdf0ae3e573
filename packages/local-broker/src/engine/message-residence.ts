import type { EncodedMessage } from '../message/encoded-message.js';
import type { BrokerMessage, ContentSource } from './message.js';

/** Reads contents of messages out of the journal. */
export interface StoredContents {
  /** Those of the messages that can be read, in any order. @param ids of the messages. */
  read(ids: readonly number[]): Iterable<readonly [id: number, content: EncodedMessage]>;
  /** Why the content of a message could not be read. */
  failureOf(id: number): Error;
  /** Tells whoever runs the broker of a message that cannot be read. */
  report(message: Pick<BrokerMessage, 'queueId' | 'sequenceNumber'>, failure: Error): void;
}

/** Messages that are likely to be asked for after one, nearest first. */
export type Followers = (message: BrokerMessage) => Iterable<BrokerMessage>;

/** What a content takes in memory beside its bytes, about. */
const overhead = 500;

/** Part of the budget that is kept for what is read back. */
const readingShare = 0.25;

/** Messages, and bytes of them, that are read back at once at most. */
const blockLength = 200;
const largestBlock = 1024 * 1024;

/**
 * Decides which contents of messages are in memory, within a budget. A content that the journal does not have yet stays
 * in memory. Once it is on disk it stays there too as long as there is room: what came first stays, because it is
 * given out first. What is on disk alone is read back when somebody asks for it, with those that are likely to
 * be next; what was read back longest ago leaves first, be it locked or not.
 */
export class MessageResidence implements ContentSource {
  /** Bytes of memory that contents may take. */
  readonly budget: number;
  readonly #stored: StoredContents;
  readonly #followers = new Map<number, Followers>();
  /** Those that were read back and still are in memory, in that order. */
  readonly #readBack = new Set<BrokerMessage>();
  #used = 0;

  /** @param budget bytes of memory that contents may take. What is read back together may exceed it once. */
  constructor(budget: number, stored: StoredContents) {
    this.budget = budget;
    this.#stored = stored;
  }

  /** Bytes of memory that contents take which are on disk as well. */
  get used(): number {
    return this.#used;
  }

  /** From now on, messages of that queue are read back together with those that follow. */
  readAhead(queueId: number, followers: Followers): void {
    this.#followers.set(queueId, followers);
  }

  forgetQueue(queueId: number): void {
    this.#followers.delete(queueId);
  }

  /** The journal has the message as it is: it may leave the memory. */
  written(message: BrokerMessage): void {
    if (!message.isContentUnwritten) return;
    const cost = costOf(message);
    if (this.#used + cost > this.budget * (1 - readingShare)) {
      message.becomeOnDisk(this);
      return;
    }
    this.#used += cost;
    message.becomeResident(message.content);
  }

  /** The message is about to end, or to change its content. */
  release(message: BrokerMessage): void {
    if (message.residency !== 'resident') return;
    this.#used -= costOf(message);
    this.#readBack.delete(message);
    message.replaceContent(message.content);
  }

  /**
   * Whether the content can be had, which is in memory then. For those who have nobody to tell: a message that cannot be
   * read stays where it is, and the broker's log says why.
   */
  isReadable(message: BrokerMessage): boolean {
    try {
      this.check(message);
      return true;
    } catch (error) {
      this.#stored.report(message, error as Error);
      return false;
    }
  }

  /** Reads the content back if it is on disk. @throws Error when the journal is damaged there. */
  check(message: BrokerMessage): void {
    if (message.residency === 'on-disk') this.contentOf(message);
  }

  /** @throws Error when the journal is damaged there. */
  contentOf(message: BrokerMessage): EncodedMessage {
    this.#readBlock(message);
    if (isOnDisk(message)) throw this.#stored.failureOf(message.id);
    return message.content;
  }

  #readBlock(first: BrokerMessage): void {
    const block = new Map(this.#blockFrom(first).map((message) => [message.id, message]));
    for (const [id, content] of this.#stored.read([...block.keys()])) {
      const message = block.get(id);
      if (message?.residency !== 'on-disk') continue;
      // Nobody would ever release it again.
      if (message.removed) {
        message.replaceContent(content);
        continue;
      }
      message.becomeResident(content);
      this.#used += costOf(message);
      this.#readBack.add(message);
    }
    this.#makeRoom(block);
  }

  #blockFrom(first: BrokerMessage): readonly BrokerMessage[] {
    const block = [first];
    let looked = 0;
    let room = Math.min(largestBlock, this.budget * readingShare) - costOf(first);
    for (const message of this.#followers.get(first.queueId)?.(first) ?? []) {
      looked += 1;
      if (looked === blockLength) break;
      if (message.residency !== 'on-disk') continue;
      room -= costOf(message);
      if (room < 0) break;
      block.push(message);
    }
    return block;
  }

  #makeRoom(block: ReadonlyMap<number, BrokerMessage>): void {
    for (const message of this.#readBack) {
      if (this.#used <= this.budget || block.has(message.id)) return;
      this.#readBack.delete(message);
      this.#used -= costOf(message);
      message.becomeOnDisk(this);
    }
  }
}

function costOf({ size }: BrokerMessage): number {
  return size + overhead;
}

/** As a function, because reading changes it. */
function isOnDisk({ residency }: BrokerMessage): boolean {
  return residency === 'on-disk';
}

/** For messages that are nowhere but in memory. */
export function residenceInMemory(): MessageResidence {
  return new MessageResidence(Infinity, {
    read: () => [],
    failureOf: (id) => new Error(`Message ${id} is in memory alone and cannot be read back.`),
    report: () => undefined,
  });
}
