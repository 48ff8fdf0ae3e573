import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { processingDefaults } from '../defaults.js';
import { explainFailure, type MessagingFailure } from '../errors.js';
import { Backlog } from './backlog.js';
import { Circuit } from './circuit.js';
import type { Outgoing } from './complete-and-send.js';
import { zeroCounts, type ProcessingCounts } from './counts.js';
import { Credits } from './credits.js';
import { logFailure, logFailures, type HandledMessage } from './failure-log.js';
import { InFlight, type HeldMessage } from './in-flight.js';
import type { LockLostError } from './interruption.js';
import { startLockRenewal } from './lock-renewal.js';
import { abandoned, type Handled } from './message-handler.js';
import type { ProcessingOptions } from './processing-options.js';
import { startReception } from './reception.js';
import { Settlements } from './settlements.js';
import { untilIdle } from './until-idle.js';
import { windDown } from './wind-down.js';

interface HeldAndHandled extends HandledMessage {
  readonly held: HeldMessage;
}

/**
 * Receives messages and settles what was handled. Who handles them asks for the next ones whenever `dispatch` is called: a
 * message has come, or there is room for another.
 */
export class ProcessingLoop {
  readonly #options: ProcessingOptions;
  readonly #dispatch: (loop: ProcessingLoop) => void;
  readonly #prefetch: number;
  readonly #maxMessages: number;
  readonly #settlements: Settlements;
  readonly #credits: Credits;
  readonly #circuit: Circuit | undefined;
  readonly #backlog: Backlog;
  readonly #counts = zeroCounts();
  readonly #inFlight = new InFlight();
  readonly #stop = new AbortController();
  #isStopping = false;
  #openSince = Infinity;
  #failure: MessagingFailure | undefined;
  #onEmpty: (() => void) | undefined;

  constructor(options: ProcessingOptions, dispatch: (loop: ProcessingLoop) => void) {
    const { receiver, log, completeAndSend, circuitBreaker, instrumentation } = options;
    this.#options = options;
    this.#dispatch = dispatch;
    this.#prefetch = options.prefetch ?? processingDefaults.prefetch;
    this.#maxMessages = options.maxMessages ?? Infinity;
    this.#settlements = new Settlements({
      receiver,
      completeAndSend,
      counts: this.#counts,
      log,
      instrumentation,
      onDone: (held) => this.#letGo(held),
    });
    this.#credits = new Credits(Math.min(this.#prefetch, this.#maxMessages));
    if (circuitBreaker !== undefined) {
      const onTrial = (): void => this.#onTrial();
      this.#circuit = new Circuit({
        ...circuitBreaker,
        onChange: (state) => {
          instrumentation?.circuit(state);
          circuitBreaker.onChange?.(state);
        },
        entity: receiver.entityPath,
        log,
        tally: this.#counts,
        onTrial,
      });
    }
    this.#backlog = new Backlog({
      inFlight: this.#inFlight,
      circuit: this.#circuit,
      concurrency: options.concurrency ?? processingDefaults.concurrency,
      wanted: () => this.#wanted,
      isOnePartitionABatch: completeAndSend !== undefined,
    });
  }

  /** Runs until it is told to stop, and everything is settled. See `runProcessor`. */
  async run(): Promise<ProcessingCounts> {
    const { signal, receiver, log, maxLockRenewal = processingDefaults.maxLockRenewal } = this.#options;
    if (signal.aborted || this.#maxMessages < 1) return this.#counts;
    const onStop = (): void => this.#endReceiving();
    signal.addEventListener('abort', onStop);
    const ended = this.#options.instrumentation?.started(() => this.#inFlight.size);
    const stopRenewal = startLockRenewal({
      receiver,
      inFlight: this.#inFlight,
      ceiling: maxLockRenewal,
      onLost: (held, why) => this.#onLockLost(held, why),
      log,
    });
    try {
      const close = this.#receive();
      await this.#untilStopped();
      await this.#windDown(close);
    } finally {
      this.#endReceiving();
      this.#circuit?.stop();
      signal.removeEventListener('abort', onStop);
      stopRenewal();
      this.#settlements.tellNow();
      ended?.();
    }
    if (this.#failure !== undefined) throw this.#failure;
    // What is late for the stop deadline is not counted any more.
    return { ...this.#counts };
  }

  /** Messages that wait for a handler. Those that are begun are given to {@link end} or {@link endBatch} when handled. */
  get backlog(): Backlog {
    return this.#backlog;
  }

  /** Lets as many messages arrive as there is room for, while those that wait are too few to begin. */
  askForMore(): void {
    this.#giveBackCredits();
  }

  /** A message was handled. */
  end(held: HeldMessage, handled: Handled): void {
    this.#backlog.ended();
    // It may have been handed back before, since its handler was not done by the stop deadline.
    if (held.isSettled || this.#isKept(held, handled)) return;
    const { message } = held;
    if (handled.failure !== undefined) this.#within(message, () => logFailure(handled, message, this.#options.log));
    this.#settlements.settle(held, handled.outcome, handled.count);
  }

  /**
   * A batch was handled.
   *
   * @param handled how each of it ends, in its order
   * @param sends what is sent together with the completion of those that were processed
   */
  endBatch(batch: readonly HeldMessage[], handled: readonly Handled[], sends: readonly Outgoing[]): void {
    this.#backlog.ended();
    const processed: HeldMessage[] = [];
    const failed: HeldAndHandled[] = [];
    batch.forEach((held, index) => {
      const how = handled[index];
      if (how === undefined || held.isSettled || this.#isKept(held, how)) return;
      if (how.failure !== undefined) failed.push({ held, message: held.message, handled: how });
      else if (sends.length > 0) processed.push(held);
      else this.#settlements.settle(held, how.outcome, how.count);
    });
    logFailures(failed, this.#options.log, (message, logs) => this.#within(message, logs));
    for (const { held, handled: how } of failed) this.#settlements.settle(held, how.outcome, how.count);
    if (processed.length > 0) this.#settlements.completeTogether(processed, sends);
  }

  /** Messages that are still wanted: those held may yet fail and not count. */
  get #wanted(): number {
    return this.#maxMessages - this.#counts.processed - this.#counts.deadLettered;
  }

  #receive(): () => Promise<void> {
    const { receiver, log } = this.#options;
    return startReception({
      receiver,
      log,
      credits: this.#credits.granted,
      onFailure: (why) => {
        this.#failure ??= why;
        this.#endReceiving();
      },
      onLinkOpen: () => {
        this.#openSince = Math.min(this.#openSince, Date.now());
        this.#credits.onLinkOpen();
        this.#options.onLink?.({ kind: 'open' });
      },
      onInterrupted: (problem) => this.#options.onLink?.({ kind: 'interrupted', problem }),
      onMessage: (message) => this.#onMessage(message),
    });
  }

  #onMessage(message: ServiceBusReceivedMessage): Promise<void> {
    this.#counts.received += 1;
    if ((message.deliveryCount ?? 0) > 0) this.#counts.retried += 1;
    this.#options.instrumentation?.received(message);
    this.#backlog.add(this.#inFlight.add(message));
    const credit = this.#credits.take();
    this.#dispatch(this);
    return credit;
  }

  async #untilStopped(): Promise<void> {
    const { receiver, stopWhenIdle = Infinity } = this.#options;
    // A pause is no idleness.
    const idleSince = (): number =>
      Math.max(this.#openSince, this.#inFlight.emptySince, this.#circuit?.pausedUntil ?? 0);
    try {
      await untilIdle({ receiver, stopWhenIdle, idleSince, stop: this.#stop.signal });
    } catch (error) {
      this.#failure ??= explainFailure(error, { action: 'receive from', entity: receiver.entityPath });
    }
    this.#endReceiving();
  }

  async #windDown(close: () => Promise<void>): Promise<void> {
    const { log, stopDeadline = processingDefaults.stopDeadline } = this.#options;
    const isDone = await windDown({
      done: this.#letAllGo(close),
      deadline: stopDeadline,
      inFlight: this.#inFlight,
      settlements: this.#settlements,
      log,
    });
    if (!isDone) this.#counts.unsettled += this.#inFlight.size;
  }

  async #letAllGo(close: () => Promise<void>): Promise<void> {
    try {
      // What is handed back may come back at once: only to others, once the subscription is closed.
      await this.#settlements.whileQuiet(close);
    } finally {
      for (const held of this.#backlog.clear()) this.#settlements.settle(held, abandoned, 'released');
      if (this.#inFlight.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    }
  }

  /** @returns whether the circuit breaker keeps it, to try it again */
  #isKept(held: HeldMessage, handled: Handled): boolean {
    if (this.#circuit === undefined || !this.#circuit.end(held, handled) || this.#isStopping) return false;
    held.context = undefined;
    this.#backlog.add(held);
    return true;
  }

  #within(message: ServiceBusReceivedMessage, logs: () => void): void {
    const { instrumentation } = this.#options;
    if (instrumentation === undefined) logs();
    else instrumentation.within(message, logs);
  }

  #letGo(held: HeldMessage): void {
    this.#inFlight.remove(held);
    if (this.#inFlight.size === 0) this.#onEmpty?.();
    if (this.#isStopping) return;
    if (this.#wanted <= 0) return this.#endReceiving();
    if (this.#backlog.size > 0) this.#dispatch(this);
    this.#giveBackCredits();
  }

  #giveBackCredits(): void {
    const { size, room } = this.#inFlight;
    const free = Math.min(this.#prefetch - size, room, this.#wanted - size);
    this.#credits.giveBack(this.#circuit === undefined ? free : this.#circuit.limit(free));
  }

  /** A pause is over: what waits is tried, or what comes next. */
  #onTrial(): void {
    if (this.#isStopping) return;
    if (this.#backlog.size === 0) this.#giveBackCredits();
    this.#dispatch(this);
  }

  #onLockLost(held: HeldMessage, why: LockLostError): void {
    if (held.context !== undefined) return held.context.interrupt(why);
    this.#backlog.remove(held);
    // The broker refuses it, and frees its place in the session's window.
    this.#settlements.settle(held, abandoned, 'released');
  }

  #endReceiving(): void {
    this.#isStopping = true;
    this.#backlog.stop();
    this.#stop.abort();
  }
}
