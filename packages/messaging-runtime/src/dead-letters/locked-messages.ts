import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { CompleteAndSend } from '../processing/complete-and-send.js';
import { InFlight, type HeldMessage } from '../processing/in-flight.js';
import { SettlementLane } from '../processing/settlement-lane.js';
import { release } from '../transactions/client-internals.js';

/** How long to wait for messages, in milliseconds. Those that do not come by then are locked by somebody else. */
const patience = 2_000;

/** The part of a receiver that is used: of an entity, a sub-queue, or one session. */
export type LockingReceiver = Pick<
  ServiceBusReceiver,
  'receiveMessages' | 'completeMessage' | 'abandonMessage' | 'deadLetterMessage' | 'close' | 'entityPath'
>;

/** A receiver, and what it holds. */
export interface Lane<Receiver> {
  readonly receiver: Receiver;
  readonly lane: SettlementLane;
  /** What came and was not removed. The oldest that is kept decides how much more the receiver can take. */
  readonly inFlight: InFlight;
}

interface Locked<Receiver> {
  readonly lane: Lane<Receiver>;
  readonly held: HeldMessage;
}

/**
 * Walks through messages under lock. What stays is kept locked to the end: handed back at once, it would come again first,
 * and hide what lies behind it.
 */
export class LockedMessages<Receiver extends LockingReceiver> {
  readonly #openReceiver: () => Receiver;
  readonly #completeAndSendOf: ((receiver: Receiver) => CompleteAndSend) | undefined;
  readonly #lanes: Lane<Receiver>[] = [];
  readonly #locked = new Map<ServiceBusReceivedMessage, Locked<Receiver>>();
  readonly #seen = new Set<string>();
  /** How many came again since one last came that was new. */
  #again = 0;

  /**
   * @param openReceiver opens another receiver of the messages; it is closed with the others
   * @param completeAndSendOf makes how messages of a receiver leave together with what is sent for them. Default: nothing
   *   is sent
   */
  constructor(openReceiver: () => Receiver, completeAndSendOf?: (receiver: Receiver) => CompleteAndSend) {
    this.#openReceiver = openReceiver;
    this.#completeAndSendOf = completeAndSendOf;
  }

  /**
   * The next messages, each once. Finish or keep each before asking again.
   *
   * @returns undefined when no more come; none when all that came were here before
   */
  async receive(count: number): Promise<readonly ServiceBusReceivedMessage[] | undefined> {
    const lane = this.#laneWithRoom(count);
    const messages = await lane.receiver.receiveMessages(count, { maxWaitTimeInMs: patience });
    // What was kept for longer than its lock lasts comes again, before what is new. All of it over again means: nothing new.
    if (messages.length === 0 || this.#again > this.#seen.size) return undefined;
    return messages.filter((message) => {
      this.#locked.set(message, { lane, held: lane.inFlight.add(message) });
      const sequenceNumber = String(message.sequenceNumber);
      const isNew = !this.#seen.has(sequenceNumber);
      this.#seen.add(sequenceNumber);
      this.#again = isNew ? 0 : this.#again + 1;
      if (!isNew) this.keep(message);
      return isNew;
    });
  }

  /** Leaves a message where it is. */
  keep(message: ServiceBusReceivedMessage): void {
    this.#locked.delete(message);
  }

  /** Removes a message for good. If that fails, the message is kept. @throws what the client throws */
  remove(message: ServiceBusReceivedMessage): Promise<void> {
    return this.finish(message, ({ lane }) => lane.settle(message, { kind: 'complete' }));
  }

  /**
   * Hands back all that was kept and closes.
   *
   * @param uncounted leaves delivery counts as they were before. Nobody confirms it. Default: false
   */
  async close(uncounted = false): Promise<void> {
    for (const { receiver, lane, inFlight } of this.#lanes) {
      const kept = [...inFlight].map(({ message }) => message);
      // No other outcome is on its way, which could be taken for one with these.
      const left = uncounted ? kept.filter((message) => !release(message)) : kept;
      // A lock that has expired meanwhile needs no handing back.
      await Promise.allSettled(left.map((message) => lane.settle(message, { kind: 'abandon' })));
      await receiver.close();
    }
  }

  /**
   * Settles a message for good. If that fails, the message is kept.
   *
   * @throws what `settle` throws
   */
  protected async finish(
    message: ServiceBusReceivedMessage,
    settle: (lane: Lane<Receiver>) => Promise<void>,
  ): Promise<void> {
    const locked = this.#locked.get(message);
    if (locked === undefined) throw new Error(`message ${String(message.messageId)} is not held under lock`);
    this.#locked.delete(message);
    await settle(locked.lane);
    locked.lane.inFlight.remove(locked.held);
  }

  /** A receiver stalls 2,048 messages after the oldest that is not settled: what is kept calls for another one. */
  #laneWithRoom(count: number): Lane<Receiver> {
    const last = this.#lanes.at(-1);
    if (last !== undefined && last.inFlight.room >= count) return last;
    const receiver = this.#openReceiver();
    const lane = new SettlementLane(receiver, this.#completeAndSendOf?.(receiver));
    const added = { receiver, lane, inFlight: new InFlight() };
    this.#lanes.push(added);
    return added;
  }
}
