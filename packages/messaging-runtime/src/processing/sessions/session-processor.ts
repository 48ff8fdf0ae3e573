import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pauseAfter } from '../../backoff.js';
import { processingDefaults, sessionDefaults } from '../../defaults.js';
import { MessagingFailure } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { LinkState, ProcessorInstrumentation } from '../../telemetry/instrumentation.js';
import type { CompleteAndSend } from '../complete-and-send.js';
import { zeroCounts, type ProcessingCounts } from '../counts.js';
import { StopDeadlineError } from '../interruption.js';
import { abandonOrDeadLetter, type FailurePolicy } from '../message-handler.js';
import { acceptSession, failureOf, ReceptionLog } from './accept-session.js';
import { HeldSession } from './held-session.js';
import { Places } from './places.js';
import type { SessionMessageHandler } from './session-context.js';
import { startSessionLockRenewal } from './session-lock-renewal.js';
import type { SessionSource } from './session-source.js';
import { Turns, type PoisonPolicy, type SessionWork } from './session-work.js';

export interface SessionProcessorOptions {
  readonly source: SessionSource;
  readonly handler: SessionMessageHandler;
  /** Stops it: no handler begins, those at work may end, and the sessions are given back. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Sessions held at once, and so handlers that run at the same time, 1 to 1,000. Defaults are {@link sessionDefaults}. */
  readonly sessions?: number;
  /** Milliseconds that a session without messages is kept, as long as no other may be waiting for its place. */
  readonly idle?: number;
  /** Messages after which a session gives its place to others that may be waiting. */
  readonly maxMessagesPerSession?: number;
  /** Milliseconds after which it does so. */
  readonly maxTimePerSession?: number;
  /** What becomes of the messages behind one that is dead-lettered, as long as there are any. Default: `skip`. */
  readonly onPoison?: PoisonPolicy;
  /**
   * Milliseconds that a message which has failed waits, with its session, before it comes again. Default: 0.5 to 15
   * seconds, twice as long after each failure, and by chance up to half of it less. A handler that throws a
   * {@link RetryLaterError} has it wait as long as that asks for, at most `maxLockRenewal`.
   */
  readonly pauseBeforeRetry?: (failures: number) => number;
  /** Decides what becomes of a message whose handler has failed. A retry that is not an `abandon` gives up the order. */
  readonly onFailure?: FailurePolicy;
  /** How a completion leaves that sends something. */
  readonly completeAndSend?: CompleteAndSend;
  /** Ends after this many milliseconds without a message. Default: never. */
  readonly stopWhenIdle?: number;
  /** Ends when this many messages are processed or dead-lettered. Default: no limit. */
  readonly maxMessages?: number;
  /** Milliseconds that a session's lock is renewed for while one message is handled, or waits as its handler has asked. */
  readonly maxLockRenewal?: number;
  /** Milliseconds that handlers may take to end once it was told to stop. */
  readonly stopDeadline?: number;
  /** Traces and measures. Default: nobody does. */
  readonly instrumentation?: ProcessorInstrumentation | undefined;
  /** Told when the entity can be received from, and when that is interrupted. */
  readonly onLink?: (state: LinkState) => void;
}

/** Milliseconds between the handlers' signals and giving them up. */
const lastGrace = 1_000;
/** Milliseconds that the first session may take to be given, before the processor counts as idle. */
const firstAnswer = 500;
const longestLook = 1_000;

/**
 * Takes sessions in turn and handles the messages of each in their order, one at a time, until it is told to stop. A
 * connection that breaks is waited for; sessions that it held go to others, who go on where it was.
 *
 * @returns what became of the messages, once all are settled or given back
 * @throws {@link MessagingFailure} if the entity cannot be received from
 */
export async function runSessionProcessor(options: SessionProcessorOptions): Promise<ProcessingCounts> {
  const { source, signal, maxMessages = Infinity } = options;
  if (signal.aborted || maxMessages < 1) return zeroCounts();
  try {
    await source.open();
  } catch (error) {
    throw failureOf(error, source);
  }
  return new SessionProcessor(options).run();
}

class SessionProcessor {
  readonly #options: SessionProcessorOptions;
  readonly #counts = zeroCounts();
  readonly #places = new Places();
  readonly #held = new Set<HeldSession>();
  readonly #stop = new AbortController();
  readonly #turns: Turns;
  readonly #work: SessionWork;
  readonly #reception: ReceptionLog;
  #failure: MessagingFailure | undefined;

  constructor(options: SessionProcessorOptions) {
    const { maxMessages = Infinity } = options;
    const counts = this.#counts;
    // Each place has its own.
    setMaxListeners(0, this.#stop.signal);
    this.#options = options;
    this.#reception = new ReceptionLog(options.log, options.onLink);
    this.#turns = new Turns(
      () => maxMessages - counts.processed - counts.deadLettered,
      () => this.#stop.abort(),
    );
    this.#work = {
      ...sessionDefaults,
      onFailure: abandonOrDeadLetter,
      onPoison: 'skip',
      pauseBeforeRetry: pauseAfter,
      maxLockRenewal: processingDefaults.maxLockRenewal,
      completeAndSend: undefined,
      instrumentation: undefined,
      ...options,
      counts,
      places: this.#places,
      turns: this.#turns,
    };
  }

  async run(): Promise<ProcessingCounts> {
    const { signal, log, instrumentation, sessions = sessionDefaults.sessions } = this.#options;
    const { maxLockRenewal: ceiling = processingDefaults.maxLockRenewal } = this.#options;
    const onStop = (): void => this.#stop.abort();
    signal.addEventListener('abort', onStop);
    if (signal.aborted) onStop();
    this.#options.onLink?.({ kind: 'open' });
    const ended = instrumentation?.started(() => this.#turns.inHand);
    const stopRenewal = startSessionLockRenewal({ sessions: this.#held, ceiling, log });
    const places = Array.from({ length: sessions }, () => this.#runPlace());
    try {
      await this.#untilIdleOrStopped();
      this.#stop.abort();
      this.#turns.stop();
      for (const session of this.#held) session.stop();
      await this.#withinDeadline(Promise.all(places));
    } finally {
      signal.removeEventListener('abort', onStop);
      stopRenewal();
      ended?.();
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#counts;
  }

  /** Holds one session after the other. */
  async #runPlace(): Promise<void> {
    const { source } = this.#options;
    const { signal } = this.#stop;
    const reception = this.#reception;
    while (!signal.aborted) {
      try {
        const receiver = await this.#places.wait(() => acceptSession({ source, signal, reception }));
        if (receiver === undefined) return;
        await this.#hold(new HeldSession(receiver, this.#work));
      } catch (error) {
        this.#failure ??= failureOf(error, source);
        this.#stop.abort();
      }
    }
  }

  async #hold(session: HeldSession): Promise<void> {
    this.#held.add(session);
    // The stop may have come between.
    if (this.#stop.signal.aborted) session.stop();
    try {
      await session.run();
    } finally {
      this.#held.delete(session);
    }
  }

  async #untilIdleOrStopped(): Promise<void> {
    const { stopWhenIdle = Infinity } = this.#options;
    const { signal } = this.#stop;
    const openSince = Date.now() + firstAnswer;
    while (!signal.aborted) {
      const patience = stopWhenIdle - (Date.now() - Math.max(openSince, this.#turns.emptySince));
      if (patience <= 0) return;
      await pause(Math.min(patience, longestLook), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Waits for what is at work: until the deadline, then until the handlers have seen their signals, and no longer. */
  async #withinDeadline(work: Promise<unknown>): Promise<void> {
    const { stopDeadline = processingDefaults.stopDeadline } = this.#options;
    let timer = setTimeout(() => {
      for (const session of this.#held) session.interrupt(new StopDeadlineError(stopDeadline));
      timer = setTimeout(() => {
        for (const session of this.#held) session.giveUp();
      }, lastGrace);
    }, stopDeadline);
    try {
      await work;
    } finally {
      clearTimeout(timer);
    }
  }
}
