import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { CompleteAndSend, Outgoing } from '../processing/complete-and-send.js';
import { InFlight, type HeldMessage } from '../processing/in-flight.js';
import { SettlementLane } from '../processing/settlement-lane.js';
import type { Instrumentation } from '../telemetry/telemetry.js';
import type { DeadLetterSource } from './dead-letter-source.js';
import { tracedMove } from './traced-move.js';

/** How long to wait for dead letters, in milliseconds. Those that do not come by then are locked by somebody else. */
const patience = 2_000;

interface Lane {
  readonly receiver: ServiceBusReceiver;
  readonly lane: SettlementLane;
  /** What came and was not removed. The oldest that is kept decides how much more the receiver can take. */
  readonly inFlight: InFlight;
}

interface Locked {
  readonly lane: Lane;
  readonly held: HeldMessage;
}

/**
 * Walks through the dead letters of a source under lock. What stays is kept locked to the end: handed back at once, it
 * would come again first, and hide what lies behind it.
 */
export class LockedDeadLetters {
  readonly #source: DeadLetterSource;
  readonly #completeAndSendOf: (receiver: ServiceBusReceiver) => CompleteAndSend;
  readonly #telemetry: Pick<Instrumentation, 'processor'> | undefined;
  readonly #lanes: Lane[] = [];
  readonly #locked = new Map<ServiceBusReceivedMessage, Locked>();
  readonly #seen = new Set<string>();
  /** How many came again since one last came that was new. */
  #again = 0;

  /**
   * @param completeAndSendOf makes how messages of a receiver leave together with what is sent for them
   * @param telemetry traces and measures what is moved
   */
  constructor(
    source: DeadLetterSource,
    completeAndSendOf: (receiver: ServiceBusReceiver) => CompleteAndSend,
    telemetry?: Pick<Instrumentation, 'processor'>,
  ) {
    this.#source = source;
    this.#completeAndSendOf = completeAndSendOf;
    this.#telemetry = telemetry;
  }

  /**
   * The next dead letters, each once. Move or keep each before asking again.
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

  /**
   * Sends a copy and removes the message for good. If that fails, the message is kept.
   *
   * @throws what {@link CompleteAndSend} throws
   */
  async move(message: ServiceBusReceivedMessage, copy: Outgoing): Promise<void> {
    const locked = this.#locked.get(message);
    if (locked === undefined) throw new Error(`message ${String(message.messageId)} is not held under lock`);
    this.#locked.delete(message);
    const { lane, held } = locked;
    const settle = (leaving: Outgoing) => lane.lane.settle(message, { kind: 'complete', sends: [leaving] });
    const { fullyQualifiedNamespace: server } = this.#source.client;
    const instrumentation = this.#telemetry?.processor(lane.receiver.entityPath, server);
    await (instrumentation === undefined ? settle(copy) : tracedMove(instrumentation, message, copy, settle));
    lane.inFlight.remove(held);
  }

  /** Hands back all that was kept and closes. */
  async close(): Promise<void> {
    for (const { receiver, lane, inFlight } of this.#lanes) {
      // A lock that has expired meanwhile needs no handing back.
      await Promise.allSettled([...inFlight].map(({ message }) => lane.settle(message, { kind: 'abandon' })));
      await receiver.close();
    }
  }

  /** A receiver stalls 2,048 messages after the oldest that is not settled: what is kept calls for another one. */
  #laneWithRoom(count: number): Lane {
    const last = this.#lanes.at(-1);
    if (last !== undefined && last.inFlight.room >= count) return last;
    const receiver = this.#source.openReceiver();
    const lane = new SettlementLane(receiver, this.#completeAndSendOf(receiver));
    const added = { receiver, lane, inFlight: new InFlight() };
    this.#lanes.push(added);
    return added;
  }
}
