import type { Consumer, ReceiveMode } from './consumer.js';
import { type DeadLetterReason, headerSizeExceeded, maxDeliveryCountExceeded } from './dead-letter.js';
import type { EngineContext } from './engine-context.js';
import type { EntityCounters } from './entity-counters.js';
import { parseEntityPath } from './entity-path.js';
import { BrokerError, messageNotFound, settledInTransaction } from './errors.js';
import type { HeldMessages } from './held-messages.js';
import type { LockOwner } from './lock-owner.js';
import { Locks } from './locks.js';
import type { BrokerMessage, Lock, LockToken, SharedLock } from './message.js';
import { hasLargeHeader } from './message-limits.js';
import type { MessageQueueSettings } from './message-queue-settings.js';
import type { MessageChanges } from '../message/encoded-message.js';
import type { Settlement } from './settlement.js';
import type { TransactionalOperation } from './transaction.js';

/** A deferred message that was asked for by its number. */
export interface DeferredDelivery {
  readonly message: BrokerMessage;
  readonly lock: Lock | undefined;
}

/** What deliveries need done by their message queue. */
export interface DeliveriesHost {
  readonly settings: MessageQueueSettings;
  readonly isDeadLetterQueue: boolean;
  readonly counters: EntityCounters;
  deadLetter(message: BrokerMessage, reason: DeadLetterReason, changes?: MessageChanges): void;
  /** Lets an active message be given out again. */
  giveBack(message: BrokerMessage): void;
  /** Gives messages out for as long as there are any that somebody wants. */
  dispatch(): void;
}

/** The deliveries of one message queue that are not settled yet, and what settling does to their messages. */
export class Deliveries {
  readonly #context: EngineContext;
  readonly #held: HeldMessages;
  readonly #host: DeliveriesHost;
  readonly #locks: Locks;
  readonly #counters: EntityCounters;

  constructor(context: EngineContext, held: HeldMessages, host: DeliveriesHost) {
    this.#context = context;
    this.#held = held;
    this.#host = host;
    this.#counters = host.counters;
    this.#locks = new Locks(context, host.settings.lockDuration, (message) => this.#lockExpired(message));
  }

  /** Messages that are locked. */
  get locked(): number {
    return this.#locks.count;
  }

  /** The locks, in the order in which they began. */
  get locks(): Iterable<Lock> {
    return this.#locks.all;
  }

  /** Duration of the locks to come, in milliseconds. */
  set lockDuration(milliseconds: number) {
    this.#locks.duration = milliseconds;
  }

  /** @param session the lock under which a message of a session is given out. */
  deliver(message: BrokerMessage, consumer: Consumer, session?: SharedLock): void {
    if (!this.#context.residence.isReadable(message)) return;
    this.#countOutgoing(message);
    if (consumer.mode === 'peek-lock') {
      consumer.deliver(message, this.#locks.lock(message, session, consumer.lockOwner));
    } else {
      this.#held.remove(message);
      consumer.deliver(message, undefined);
    }
  }

  /**
   * Gives out deferred messages by their numbers.
   *
   * @param session the session that they must be of, and under whose lock they come.
   * @param owner who gets them.
   * @throws BrokerError `com.microsoft:message-not-found` when one of them is not a deferred message's, or is locked.
   * @throws Error when one of them cannot be read.
   */
  deliverDeferred(
    sequenceNumbers: readonly number[],
    mode: ReceiveMode,
    session: SharedLock | undefined,
    owner: LockOwner | undefined,
  ): readonly DeferredDelivery[] {
    const messages = [...new Set(sequenceNumbers)].map((sequenceNumber) => {
      const message = this.#held.find(sequenceNumber);
      const isThere = message?.state === 'deferred' && message.lock === undefined && session?.has(message) !== false;
      if (!isThere) throw messageNotFound([sequenceNumber], 'deferred');
      return message;
    });
    // Before any of them is locked or gone: who asks gets all of them or an error.
    for (const message of messages) this.#context.residence.check(message);
    return messages.map((message) => {
      this.#countOutgoing(message);
      if (mode === 'peek-lock') return { message, lock: this.#locks.lock(message, session, owner) };
      this.#held.remove(message);
      return { message, lock: undefined };
    });
  }

  /** @throws BrokerError as `MessageSource.settle`. */
  settle(token: LockToken, settlement: Settlement): void {
    this.#end(this.#settleable(token, settlement), settlement);
  }

  /**
   * Until the transaction ends nothing else can settle the message; its lock can be renewed, and can expire.
   *
   * @throws BrokerError as {@link settle}.
   */
  prepareSettlement(token: LockToken, settlement: Settlement): TransactionalOperation {
    const lock = this.#settleable(token, settlement);
    const { entity } = parseEntityPath(this.#host.settings.path);
    lock.inTransaction = true;
    return {
      place: { entity: entity.toLowerCase(), partition: this.#held.partitionIdOf(lock.message) },
      messagesSent: 0,
      check: () => void this.#locks.get(token),
      apply: () => this.#end(lock, settlement),
      release: () => {
        lock.inTransaction = false;
      },
    };
  }

  /** @throws BrokerError `com.microsoft:message-lock-lost`. */
  renewLock(token: LockToken): number {
    return this.#locks.renew(token).lockedUntil;
  }

  holds(token: LockToken): boolean {
    return this.#locks.has(token);
  }

  /** Takes a message back that never reached its receiver: the delivery does not count. */
  takeBack(token: LockToken): void {
    const lock = this.#locks.find(token);
    if (lock === undefined) return;
    this.giveBackLocked(lock, false);
    this.#host.dispatch();
  }

  loseLock(token: LockToken): void {
    this.#locks.lose(token);
  }

  loseOldestLocks(atMost: number): number {
    return this.#locks.loseOldest(atMost);
  }

  /** Ends all locks; nobody is told. */
  clear(): void {
    this.#locks.clear();
  }

  /** Ends a lock without a settlement. */
  giveBackLocked(lock: Lock, counted: boolean): void {
    this.#locks.unlock(lock);
    if (counted) this.#count(lock.message);
    this.#giveBack(lock.message);
  }

  #settleable(token: LockToken, settlement: Settlement): Lock {
    const lock = this.#locks.get(token);
    if (lock.inTransaction) throw settledInTransaction();
    if (settlement.kind === 'dead-letter' && this.#host.isDeadLetterQueue) {
      throw new BrokerError(
        'amqp:not-allowed',
        `A message of '${this.#host.settings.path}' cannot be dead-lettered again. Complete it, or abandon it.`,
      );
    }
    if (needsContent(settlement)) this.#context.residence.check(lock.message);
    return lock;
  }

  #end(lock: Lock, settlement: Settlement): void {
    const { message } = lock;
    this.#locks.unlock(lock);
    if (this.#growsTooLarge(message, settlement)) {
      this.#host.deadLetter(message, headerSizeExceeded);
      return;
    }
    switch (settlement.kind) {
      case 'complete':
        this.#counters.completed += 1;
        this.#held.remove(message);
        return;
      case 'release':
        this.#giveBack(message);
        break;
      case 'abandon':
        this.#counters.abandoned += 1;
        this.#held.change(message, settlement.changes);
        this.#count(message);
        this.#giveBack(message);
        break;
      case 'defer':
        this.#counters.deferred += 1;
        this.#held.change(message, settlement.changes);
        this.#count(message);
        this.#held.changeState(message, 'deferred');
        this.#context.journal.record(message);
        break;
      case 'dead-letter':
        this.#host.deadLetter(message, settlement, settlement.changes);
        break;
    }
    this.#host.dispatch();
  }

  /** Whether the settlement would leave a message that is beyond the limits. */
  #growsTooLarge(message: BrokerMessage, settlement: Settlement): boolean {
    if (settlement.kind !== 'abandon' && settlement.kind !== 'defer') return false;
    return (
      !this.#host.isDeadLetterQueue &&
      settlement.changes !== undefined &&
      hasLargeHeader(message.content.with(settlement.changes))
    );
  }

  #lockExpired(message: BrokerMessage): void {
    this.#count(message);
    this.#giveBack(message);
    this.#host.dispatch();
  }

  #countOutgoing({ size }: BrokerMessage): void {
    this.#counters.outgoing += 1;
    this.#counters.outgoingBytes += size;
  }

  #count(message: BrokerMessage): void {
    if (!this.#host.isDeadLetterQueue) message.deliveryCount += 1;
  }

  /** Back after a delivery that did not end well: to the front of its queue, or out of it for good. */
  #giveBack(message: BrokerMessage): void {
    const { isDeadLetterQueue, settings } = this.#host;
    if (!isDeadLetterQueue && message.deliveryCount >= settings.maxDeliveryCount) {
      this.#host.deadLetter(message, maxDeliveryCountExceeded(message.deliveryCount));
      return;
    }
    this.#context.journal.record(message);
    if (message.state === 'active') this.#host.giveBack(message);
  }
}

/** Whether it changes what is in the message. */
function needsContent(settlement: Settlement): boolean {
  if (settlement.kind === 'complete' || settlement.kind === 'release') return false;
  return settlement.kind === 'dead-letter' || settlement.changes !== undefined;
}
