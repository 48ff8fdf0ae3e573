import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { SettlementLane } from '../processing/settlement-lane.js';
import type { DeadLetterSource } from './dead-letter-source.js';

/** Messages that one receiver may keep; its session stalls beyond 2,048 that are not settled. */
const keptPerReceiver = 1_500;

/** How long to wait for dead letters, in milliseconds. Those that do not come by then are locked by somebody else. */
const patience = 2_000;

interface Lane {
  readonly receiver: ServiceBusReceiver;
  readonly lane: SettlementLane;
  readonly kept: ServiceBusReceivedMessage[];
}

/**
 * Walks through the dead letters of a source under lock. What stays is kept locked to the end: handed back at once, it
 * would come again first, and hide what lies behind it.
 */
export class LockedDeadLetters {
  readonly #source: DeadLetterSource;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #lanes: Lane[] = [];
  readonly #laneOf = new Map<ServiceBusReceivedMessage, Lane>();
  readonly #seen = new Set<string>();

  constructor(source: DeadLetterSource, log: Pick<Logger, 'warn'>) {
    this.#source = source;
    this.#log = log;
  }

  /** The next dead letters, each once; none when there are no more. Complete or keep each before asking again. */
  async receive(count: number): Promise<readonly ServiceBusReceivedMessage[]> {
    const lane = this.#laneWithRoom();
    const messages = await lane.receiver.receiveMessages(count, { maxWaitTimeInMs: patience });
    return messages.filter((message) => {
      this.#laneOf.set(message, lane);
      const sequenceNumber = String(message.sequenceNumber);
      const isNew = !this.#seen.has(sequenceNumber);
      this.#seen.add(sequenceNumber);
      // One that was kept for longer than its lock lasts comes again.
      if (!isNew) this.keep(message);
      return isNew;
    });
  }

  /** Leaves a message where it is. */
  keep(message: ServiceBusReceivedMessage): void {
    this.#laneOf.get(message)?.kept.push(message);
    this.#laneOf.delete(message);
  }

  /** Removes a message for good. */
  async complete(message: ServiceBusReceivedMessage): Promise<void> {
    const lane = this.#laneOf.get(message);
    this.#laneOf.delete(message);
    await lane?.lane.settle(message, { kind: 'complete' }).catch((error: unknown) => {
      const { messageId } = message;
      this.#log.warn({ messageId, problem: problemOf(error) }, 'sent back, but not removed from the dead letters');
    });
  }

  /** Hands back all that was kept and closes. */
  async close(): Promise<void> {
    for (const { receiver, lane, kept } of this.#lanes) {
      // A lock that has expired meanwhile needs no handing back.
      await Promise.allSettled(kept.map((message) => lane.settle(message, { kind: 'abandon' })));
      await receiver.close();
    }
  }

  #laneWithRoom(): Lane {
    const last = this.#lanes.at(-1);
    if (last !== undefined && last.kept.length < keptPerReceiver) return last;
    const receiver = this.#source.openReceiver();
    const lane = { receiver, lane: new SettlementLane(receiver), kept: [] };
    this.#lanes.push(lane);
    return lane;
  }
}
