import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { isLockLost, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import type { ProcessorInstrumentation, Settled } from '../telemetry/instrumentation.js';
import type { CompleteAndSend, Outgoing } from './complete-and-send.js';
import type { MutableCounts, ProcessingCounts } from './counts.js';
import type { HeldMessage } from './in-flight.js';
import { fieldsOf } from './log-fields.js';
import { abandoned } from './message-handler.js';
import { NotSettledLog } from './not-settled-log.js';
import type { ProcessingReceiver } from './processing-receiver.js';
import { SettlementLane, type Outcome } from './settlement-lane.js';

export interface SettlementsOptions {
  readonly receiver: ProcessingReceiver;
  readonly completeAndSend: CompleteAndSend | undefined;
  /** Where each message is counted, once the broker has answered. */
  readonly counts: MutableCounts;
  readonly log: Pick<Logger, 'warn'>;
  readonly instrumentation: ProcessorInstrumentation | undefined;
  /** A message is settled, or cannot be. */
  readonly onDone: (held: HeldMessage) => void;
}

/** Settles held messages, each once, and counts what became of them. */
export class Settlements {
  readonly #lane: SettlementLane;
  readonly #counts: MutableCounts;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #notSettledLog: NotSettledLog;
  readonly #instrumentation: ProcessorInstrumentation | undefined;
  readonly #onDone: (held: HeldMessage) => void;

  constructor({ receiver, completeAndSend, counts, log, instrumentation, onDone }: SettlementsOptions) {
    this.#lane = new SettlementLane(receiver, completeAndSend);
    this.#counts = counts;
    this.#log = log;
    this.#notSettledLog = new NotSettledLog(log);
    this.#instrumentation = instrumentation;
    this.#onDone = onDone;
  }

  /** Runs an action while no settlement is on its way. */
  whileQuiet(action: () => Promise<void>): Promise<void> {
    return this.#lane.whileQuiet(action);
  }

  /** Tells of what could not be settled, as far as that was not told yet. */
  tellNow(): void {
    this.#notSettledLog.flush();
  }

  /** Settles a message, unless that was done before. */
  settle(held: HeldMessage, outcome: Outcome, count: keyof ProcessingCounts): void {
    this.#settle(held, outcome, count);
  }

  /** @param before why it could not be settled otherwise */
  #settle(held: HeldMessage, outcome: Outcome, count: keyof ProcessingCounts, before?: unknown): void {
    if (held.isSettled) return;
    held.isSettled = true;
    const instrumentation = this.#instrumentation;
    const carrying = instrumentation === undefined ? outcome : instrumentation.outgoing(held.message, outcome);
    const settled = instrumentation?.settling(held.message, carrying, count);
    void this.#lane.settle(held.message, carrying).then(
      () => {
        settled?.();
        this.#counts[count] += 1;
        this.#onDone(held);
      },
      (error: unknown) => {
        settled?.({ error });
        if (outcome.kind === 'complete' && outcome.sends !== undefined) this.#notSent([held], error);
        // The client says of what it has been refused once that it is settled.
        else this.#notSettled(held, outcome, isLockLost(before) ? before : error);
      },
    );
  }

  /** Completes messages together with what is sent for all of them. */
  completeTogether(batch: readonly HeldMessage[], sends: readonly Outgoing[]): void {
    for (const held of batch) held.isSettled = true;
    const messages = batch.map(({ message }) => message);
    const { carrying, settled } = this.#instrument(messages, sends);
    void this.#lane.completeTogether(messages, carrying).then(
      () => {
        settled();
        this.#counts.processed += batch.length;
        for (const held of batch) this.#onDone(held);
      },
      (error: unknown) => {
        settled({ error });
        this.#notSent(batch, error);
      },
    );
  }

  #instrument(
    messages: readonly ServiceBusReceivedMessage[],
    sends: readonly Outgoing[],
  ): { readonly carrying: readonly Outgoing[]; readonly settled: Settled } {
    const instrumentation = this.#instrumentation;
    const [first, ...others] = messages;
    if (instrumentation === undefined || first === undefined) return { carrying: sends, settled: () => undefined };
    const outcome = instrumentation.outgoing(first, { kind: 'complete', sends });
    const all = [
      instrumentation.settling(first, outcome, 'processed'),
      ...others.map((message) => instrumentation.settling(message, { kind: 'complete' }, 'processed')),
    ];
    return {
      carrying: (outcome.kind === 'complete' ? outcome.sends : undefined) ?? sends,
      settled: (failure) => all.forEach((settled) => settled(failure)),
    };
  }

  /**
   * Nothing was sent, so nothing is done. Their locks need not pass before they come again. If it is for a lock that was lost,
   * others of the batch may be locked still.
   */
  #notSent(batch: readonly HeldMessage[], error: unknown): void {
    const messages = batch.map(({ message }) => message);
    this.#log.warn({ ...fieldsOf(messages), problem: problemOf(error) }, 'not completed with what it sends');
    for (const held of batch) {
      held.isSettled = false;
      this.#settle(held, abandoned, 'abandoned', error);
    }
  }

  #notSettled(held: HeldMessage, outcome: Outcome, error: unknown): void {
    this.#counts[isLockLost(error) ? 'lockLost' : 'unsettled'] += 1;
    this.#notSettledLog.add(held.message, outcome, error);
    this.#onDone(held);
  }
}
