import type { Deadline } from './deadlines.js';
import type { EngineContext } from './engine-context.js';
import type { BrokerMessage } from './message.js';

/** What becomes of messages whose time has come. */
export interface WakeTimesHost {
  /** A scheduled message is due. */
  activate(message: BrokerMessage): void;
  /** A message's time to live is over. */
  expire(message: BrokerMessage): void;
}

/** Neighbours that share a deadline. */
interface Block {
  /** Sequence number from which it begins. */
  readonly first: number;
  /** How many of its messages have a time. */
  count: number;
  /** Undefined when all of them are due, and wait for something else. */
  deadline: Deadline | undefined;
}

/** Sequence numbers in a block. */
const blockLength = 1024;

/**
 * When the messages of one queue wake: a scheduled one to become active, another one because its time to live is over.
 * Neighbours share a deadline, that of the earliest of them, so that a million messages with a time to live cost a
 * thousand deadlines.
 */
export class WakeTimes {
  readonly #context: Pick<EngineContext, 'clock' | 'deadlines'>;
  readonly #nextFrom: (sequenceNumber: number) => BrokerMessage | undefined;
  readonly #host: WakeTimesHost;
  readonly #blocks = new Map<number, Block>();

  /** @param nextFrom the first message that the queue holds with that sequence number or a higher one. */
  constructor(
    context: Pick<EngineContext, 'clock' | 'deadlines'>,
    nextFrom: (sequenceNumber: number) => BrokerMessage | undefined,
    host: WakeTimesHost,
  ) {
    this.#context = context;
    this.#nextFrom = nextFrom;
    this.#host = host;
  }

  /** Wakes the message when its time comes, if it has one. */
  watch(message: BrokerMessage): void {
    const time = wakeTimeOf(message);
    if (time === Infinity) return;
    const first = firstOf(message);
    const block: Block = this.#blocks.get(first) ?? { first, count: 0, deadline: undefined };
    this.#blocks.set(first, block);
    block.count += 1;
    if (time < (block.deadline?.at ?? Infinity)) this.#schedule(block, time);
  }

  /** To be called for each message that leaves, before its state or its times change. */
  forget(message: BrokerMessage): void {
    if (wakeTimeOf(message) === Infinity) return;
    const block = this.#blocks.get(firstOf(message));
    if (block === undefined) return;
    block.count -= 1;
    if (block.count > 0) return;
    if (block.deadline) this.#context.deadlines.cancel(block.deadline);
    this.#blocks.delete(block.first);
  }

  #wake(block: Block): void {
    block.deadline = undefined;
    const now = this.#context.clock.now();
    const due = this.#messagesOf(block).filter((message) => wakeTimeOf(message) <= now);
    due.sort((a, b) => wakeTimeOf(a) - wakeTimeOf(b));
    for (const message of due) {
      if (message.removed) continue;
      if (message.state === 'scheduled') this.#host.activate(message);
      else this.#host.expire(message);
    }
    // What is due and still there, because it is locked or deferred, is looked at again when that ends.
    const left = this.#messagesOf(block).map(wakeTimeOf);
    const next = Math.min(...left.filter((time) => time > now));
    const isThere = this.#blocks.get(block.first) === block;
    if (isThere && next < Infinity) this.#schedule(block, next);
  }

  #schedule(block: Block, time: number): void {
    if (block.deadline) this.#context.deadlines.cancel(block.deadline);
    block.deadline = this.#context.deadlines.schedule(time, () => this.#wake(block));
  }

  #messagesOf({ first }: Block): BrokerMessage[] {
    const messages: BrokerMessage[] = [];
    let message = this.#nextFrom(first);
    while (message !== undefined && message.sequenceNumber < first + blockLength) {
      messages.push(message);
      message = this.#nextFrom(message.sequenceNumber + 1);
    }
    return messages;
  }
}

function wakeTimeOf({ state, expiresAt, scheduledFor }: BrokerMessage): number {
  return state === 'scheduled' ? (scheduledFor ?? Infinity) : expiresAt;
}

function firstOf({ sequenceNumber }: BrokerMessage): number {
  return sequenceNumber - (sequenceNumber % blockLength);
}
