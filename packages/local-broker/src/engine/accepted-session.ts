import type { Consumer, ReceiveMode } from './consumer.js';
import type { Deadline } from './deadlines.js';
import type { EngineContext } from './engine-context.js';
import type { EntityCounters } from './entity-counters.js';
import { sessionLockLost } from './errors.js';
import type { LockOwner } from './lock-owner.js';
import type { BrokerMessage, Lock, LockToken, SharedLock } from './message.js';
import type { DeferredDelivery } from './deliveries.js';
import type { MessageQueue } from './message-queue.js';
import type { LinkEnd, MessageSource } from './message-source.js';
import type { Session } from './session.js';
import type { Settlement } from './settlement.js';
import type { TransactionalOperation } from './transaction.js';

/** What an accepted session needs from the sessions it is one of. */
export interface SessionOwner {
  readonly context: Pick<EngineContext, 'clock' | 'deadlines'>;
  readonly queue: MessageQueue;
  /** Milliseconds. */
  readonly lockDuration: number;
  /** There is something to give out in the session. */
  stir(session: Session): void;
  /** The next message that is to be given out now. */
  takeNext(session: Session): BrokerMessage | undefined;
  deliver(message: BrokerMessage, consumer: Consumer, session: AcceptedSession): void;
  /** Ends a message's lock without a settlement. */
  giveBack(lock: Lock, counted: boolean): void;
  setState(session: Session, state: Buffer | undefined): void;
  /** Its lock has ended, and all that was locked under it is back. */
  ended(session: Session): void;
}

/**
 * A session that one receiver holds: nobody else gets its messages until the lock expires or the receiver leaves. The
 * messages given out under it are locked as long as it is, and no longer.
 */
export class AcceptedSession implements MessageSource, SharedLock {
  /** Locks of the messages that are given out and not settled. */
  readonly locks = new Set<Lock>();
  readonly #owner: SessionOwner;
  readonly #session: Session;
  readonly #onLost: () => void;
  /** Milliseconds since the epoch. */
  readonly lockedAt: number;
  #lockedUntil = 0;
  #deadline: Deadline | undefined;
  #consumer: Consumer | undefined;
  #isOver = false;

  /** @param onLost called when the lock expires; not when the receiver leaves. */
  constructor(session: Session, owner: SessionOwner, onLost: () => void) {
    this.#session = session;
    this.#owner = owner;
    this.#onLost = onLost;
    this.lockedAt = owner.context.clock.now();
    this.#startLock();
  }

  get sessionId(): string {
    return this.#session.id;
  }

  get queue(): MessageQueue {
    return this.#owner.queue;
  }

  get counters(): EntityCounters {
    return this.queue.counters;
  }

  get lockOwner(): LockOwner | undefined {
    return this.#consumer?.lockOwner;
  }

  /** Milliseconds since the epoch. */
  get lockedUntil(): number {
    return this.#lockedUntil;
  }

  /** What the application keeps with the session. @throws BrokerError `com.microsoft:session-lock-lost` */
  get state(): Buffer | undefined {
    this.#check();
    return this.#session.state;
  }

  /** @param state undefined for none. @throws BrokerError `com.microsoft:session-lock-lost` */
  setState(state: Buffer | undefined): void {
    this.#check();
    this.#owner.setState(this.#session, state);
  }

  addConsumer(consumer: Consumer): void {
    this.#consumer = consumer;
  }

  /**
   * Ends the lock. Azure does not count the deliveries of a session that its receiver closes, settled or not. Those of
   * one whose connection broke are counted, as after the lock's expiry: else a message that kills its receiver would
   * come back for ever.
   */
  removeConsumer(consumer: Consumer, end: LinkEnd): void {
    if (this.#consumer === consumer) this.release(end);
  }

  /** Ends the lock for a receiver that left. */
  release(end: LinkEnd): void {
    if (!this.#isOver) this.#end(end === 'lost');
  }

  dispatch(): void {
    this.#owner.stir(this.#session);
    this.queue.dispatch();
  }

  /** Gives out messages in order for as long as there are any and the receiver wants them. */
  serve(): void {
    while (!this.#isOver && this.#consumer !== undefined && this.#consumer.demand() > 0) {
      const message = this.#owner.takeNext(this.#session);
      if (message === undefined) return;
      this.#owner.deliver(message, this.#consumer, this);
    }
  }

  /**
   * @throws BrokerError `com.microsoft:session-lock-lost` when the session's lock is over; else as
   *   {@link MessageQueue.settle}.
   */
  settle(token: LockToken, settlement: Settlement): void {
    this.#check();
    this.queue.settle(token, settlement);
  }

  prepareSettlement(token: LockToken, settlement: Settlement): TransactionalOperation {
    this.#check();
    const prepared = this.queue.prepareSettlement(token, settlement);
    return {
      ...prepared,
      check: () => {
        this.#check();
        prepared.check();
      },
    };
  }

  takeBack(token: LockToken): void {
    this.queue.takeBack(token);
  }

  loseLock(token: LockToken): void {
    this.queue.loseLock(token);
  }

  partitionIdOf(message: BrokerMessage): number | undefined {
    return this.queue.partitionIdOf(message);
  }

  /**
   * Receives deferred messages of the session by their numbers.
   *
   * @throws BrokerError `com.microsoft:session-lock-lost`, or `com.microsoft:message-not-found` when one of them is not
   *   a deferred message of the session, or is locked.
   */
  receiveDeferred(sequenceNumbers: readonly number[], mode: ReceiveMode): readonly DeferredDelivery[] {
    this.#check();
    return this.queue.receiveDeferred(sequenceNumbers, mode, this);
  }

  /** Whether the message belongs to the session. */
  has(message: BrokerMessage): boolean {
    return message.place?.session === this.#session;
  }

  /**
   * Starts the lock's duration anew, for the session and all that is locked under it.
   *
   * @returns when it expires now, in milliseconds since the epoch.
   * @throws BrokerError `com.microsoft:session-lock-lost`.
   */
  renew(): number {
    this.#check();
    if (this.#deadline) this.#owner.context.deadlines.cancel(this.#deadline);
    this.#startLock();
    for (const lock of this.locks) lock.lockedUntil = this.#lockedUntil;
    return this.#lockedUntil;
  }

  /** Whether the lock holds, be its timer late or not. */
  isHeld(): boolean {
    if (!this.#isOver && this.#lockedUntil <= this.#owner.context.clock.now()) this.expire();
    return !this.#isOver;
  }

  /** The lock's time is over: every delivery under it counts. */
  expire(): void {
    if (this.#isOver) return;
    // First of all: a message that has not left yet is taken back by its receiver, and does not count.
    this.#isOver = true;
    this.#onLost();
    this.#end(true);
  }

  #check(): void {
    if (!this.isHeld()) throw sessionLockLost(this.sessionId);
  }

  #startLock(): void {
    const { context, lockDuration } = this.#owner;
    this.#lockedUntil = context.clock.now() + lockDuration;
    this.#deadline = context.deadlines.schedule(this.#lockedUntil, () => this.expire());
  }

  #end(counted: boolean): void {
    this.#isOver = true;
    if (this.#deadline) this.#owner.context.deadlines.cancel(this.#deadline);
    for (const lock of [...this.locks]) this.#owner.giveBack(lock, counted);
    this.#session.holder = undefined;
    this.#owner.ended(this.#session);
  }
}
