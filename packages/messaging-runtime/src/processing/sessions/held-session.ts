import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { isLockLost, problemOf, RetryLaterError } from '../../errors.js';
import { LockLostError, type Interruption } from '../interruption.js';
import { logFailure } from '../failure-log.js';
import { abandoned, handle, type Handled } from '../message-handler.js';
import { SettlementLane, type Outcome } from '../settlement-lane.js';
import type { ProcessingCounts } from '../counts.js';
import { forgetSettlements } from './forget-settlements.js';
import { messageSession, SessionMessageContext, type MessageSession } from './session-context.js';
import type { LockedSession } from './session-lock-renewal.js';
import { SessionMessages } from './session-messages.js';
import type { SessionReceiver } from './session-source.js';
import type { SessionWork } from './session-work.js';
import { PoisonWatch } from './poison-watch.js';

/** Shortest time, in milliseconds, that a session gets to send its next message while others may be waiting. */
const shortestGrace = 20;
/** How often an idle session looks at whether others may be waiting, in milliseconds. */
const lookInterval = 100;

/**
 * A session that this process holds. Its messages are handled one at a time, in their order: the next one begins when the
 * broker has confirmed how the one before ended.
 */
export class HeldSession implements LockedSession {
  readonly receiver: SessionReceiver;
  readonly lockDuration: number;
  handlingSince: number | undefined;
  readonly #work: SessionWork;
  readonly #session: MessageSession;
  readonly #messages: SessionMessages;
  readonly #lane: SettlementLane;
  readonly #poison: PoisonWatch;
  readonly #heldSince = performance.now();
  /** Fires when nothing more of it is to begin: it is lost, or the processor is stopping. */
  readonly #over = new AbortController();
  #handled = 0;
  /** Milliseconds that the broker took to confirm the last settlement. Until there is one, nothing is known. */
  #answerTime = Infinity;
  #lost: LockLostError | undefined;
  #context: SessionMessageContext | undefined;
  #giveUp: (() => void) | undefined;
  #onLost: ((why: LockLostError) => void) | undefined;

  constructor(receiver: SessionReceiver, work: SessionWork) {
    this.receiver = receiver;
    this.lockDuration = receiver.sessionLockedUntilUtc.getTime() - Date.now();
    this.#work = work;
    this.#session = messageSession(receiver);
    this.#messages = new SessionMessages(receiver, (problem) => this.lose(problem));
    this.#lane = new SettlementLane(receiver, work.completeAndSend);
    this.#poison = new PoisonWatch(work.onPoison, receiver.sessionId);
  }

  /** Handles its messages until none has come for a while, others are to have their turn, it is lost, or it is stopped. */
  async run(): Promise<void> {
    this.#messages.start();
    while (await this.#processNext());
    this.#messages.close();
    // Gives back what came and was not settled, without counting it as a delivery.
    await this.receiver.close();
    forgetSettlements(this.receiver);
  }

  /** Nothing more begins. */
  stop(): void {
    this.#over.abort();
    this.#messages.wake();
  }

  /** Fires the signal of the handler that is at work. */
  interrupt(why: Interruption): void {
    this.#context?.interrupt(why);
  }

  /** No longer waits for the handler that is at work. */
  giveUp(): void {
    this.#giveUp?.();
  }

  lose(problem: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new LockLostError(`session ${this.#session.id} is lost: ${problem}`);
    this.interrupt(this.#lost);
    this.#onLost?.(this.#lost);
    this.stop();
  }

  /** @returns whether it goes on */
  async #processNext(): Promise<boolean> {
    const message = await this.#messages.next((waited) => this.#patience(waited));
    if (message === undefined) return false;
    const { counts, turns, instrumentation } = this.#work;
    counts.received += 1;
    instrumentation?.received(message);
    if ((message.deliveryCount ?? 0) > 0) counts.retried += 1;
    if (this.#over.signal.aborted || !(await turns.begin())) {
      counts.released += 1;
      return false;
    }
    try {
      return await this.#process(message);
    } finally {
      turns.end();
    }
  }

  /** Milliseconds to wait for the next message. */
  #patience(waited: number): number {
    if (this.#over.signal.aborted) return 0;
    const { idle, places } = this.#work;
    const grace = Math.min(idle, Math.max(shortestGrace, 2 * this.#answerTime));
    if (waited < grace) return grace - waited;
    const givesWay = places.areScarce && !this.#poison.isAtWork;
    return givesWay ? 0 : Math.min(idle - waited, lookInterval);
  }

  async #process(message: ServiceBusReceivedMessage): Promise<boolean> {
    const { counts } = this.#work;
    const follows = this.#poison.fateOf(message);
    if (follows !== undefined) {
      const { messageId } = message;
      this.#work.log.warn({ sessionId: this.#session.id, messageId }, 'message follows another to the dead letters');
      return this.#settle(message, follows, 'deadLettered');
    }
    const handled = await this.#handle(message);
    if (handled === undefined) {
      counts.cutShort += 1;
      return false;
    }
    if (this.#lost !== undefined) {
      this.#notSettled(message, handled.outcome, this.#lost);
      return false;
    }
    this.#logFailure(message, handled);
    this.#handled += 1;
    this.#poison.see(message, handled.outcome);
    if (handled.count === 'abandoned') await this.#pauseBeforeRetry(message, handled.failure?.error);
    return this.#settle(message, handled.outcome, handled.count);
  }

  /** @returns how the message ends; undefined if its handler did not end in time */
  #handle(message: ServiceBusReceivedMessage): Promise<Handled | undefined> {
    const { handler, log, instrumentation } = this.#work;
    const context = new SessionMessageContext(message, log, this.#session);
    this.#context = context;
    this.handlingSince = Date.now();
    const run = (): Handled | Promise<Handled> =>
      handle((received) => handler(received, context), message, context, this.#work);
    const handled = instrumentation === undefined ? run() : instrumentation.process([message], run);
    return new Promise<Handled | undefined>((resolve) => {
      this.#giveUp = () => resolve(undefined);
      void Promise.resolve(handled).then(resolve);
    }).finally(() => {
      this.#context = undefined;
      this.#giveUp = undefined;
      this.handlingSince = undefined;
    });
  }

  #logFailure(message: ServiceBusReceivedMessage, handled: Handled): void {
    const { instrumentation, log } = this.#work;
    if (instrumentation === undefined) logFailure(handled, message, log);
    else instrumentation.within(message, () => logFailure(handled, message, log));
  }

  /** Keeps the session, so that nobody overtakes the message that has failed. */
  async #pauseBeforeRetry({ deliveryCount = 0 }: ServiceBusReceivedMessage, error: unknown): Promise<void> {
    const { pauseBeforeRetry, maxLockRenewal } = this.#work;
    const asked = error instanceof RetryLaterError ? error.delay : undefined;
    const milliseconds = asked === undefined ? pauseBeforeRetry(deliveryCount + 1) : Math.min(asked, maxLockRenewal);
    if (milliseconds > 0) await pause(milliseconds, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }

  async #settle(message: ServiceBusReceivedMessage, outcome: Outcome, count: keyof ProcessingCounts): Promise<boolean> {
    const goesOn = !this.#over.signal.aborted && !this.#isToYield();
    const isFinal = outcome.kind === 'dead-letter' || (outcome.kind === 'complete' && outcome.sends === undefined);
    const since = performance.now();
    const { instrumentation } = this.#work;
    const carrying = instrumentation?.outgoing(message, outcome) ?? outcome;
    const settled = instrumentation?.settling(message, carrying, count);
    try {
      const settlement = this.#lane.settle(message, carrying);
      // The next message can be on its way meanwhile, unless this one may come again before it. The broker answers a
      // settlement, and need not answer this: sent first, it would have the settlement wait in the socket (Nagle).
      if (goesOn && isFinal) setImmediate(() => this.#messages.askForNext());
      await this.#confirmed(settlement);
      settled?.();
    } catch (error) {
      settled?.({ error });
      if (isFinal || outcome.kind === 'abandon' || this.#lost !== undefined || isLockLost(error)) {
        this.#notSettled(message, outcome, error);
        return false;
      }
      return this.#notSent(message, error);
    }
    this.#answerTime = performance.now() - since;
    this.#work.counts[count] += 1;
    if (goesOn && !isFinal) this.#messages.askForNext();
    return goesOn;
  }

  /** Waits for the broker's word; not beyond the session, since the client hears nothing of a link that has broken. */
  #confirmed(settlement: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onLost = reject;
      if (this.#lost !== undefined) reject(this.#lost);
      settlement.then(resolve, reject);
    });
  }

  /** Nothing was sent, so nothing is done: it comes again. */
  async #notSent(message: ServiceBusReceivedMessage, error: unknown): Promise<boolean> {
    const { messageId, deliveryCount } = message;
    const problem = problemOf(error);
    this.#work.log.warn({ messageId, deliveryCount, problem }, 'not completed with what it sends');
    await this.#pauseBeforeRetry(message, error);
    return this.#settle(message, abandoned, 'abandoned');
  }

  #notSettled({ messageId, deliveryCount }: ServiceBusReceivedMessage, outcome: Outcome, error: unknown): void {
    const { counts, log } = this.#work;
    counts[error instanceof LockLostError || isLockLost(error) ? 'lockLost' : 'unsettled'] += 1;
    const { id: sessionId } = this.#session;
    const problem = problemOf(error);
    log.warn({ sessionId, messageId, deliveryCount, outcome: outcome.kind, problem }, 'message not settled');
  }

  /** Whether it has had its turn, and others may be waiting for theirs. */
  #isToYield(): boolean {
    const { maxMessagesPerSession, maxTimePerSession, places } = this.#work;
    const hadItsTurn =
      this.#handled >= maxMessagesPerSession || performance.now() - this.#heldSince >= maxTimePerSession;
    return hadItsTurn && !this.#poison.isAtWork && places.areScarce;
  }
}
