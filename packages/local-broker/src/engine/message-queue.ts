import type { EncodedMessage, MessageChanges } from '../message/encoded-message.js';
import type { Clock } from './clock.js';
import type { Consumer, ReceiveMode } from './consumer.js';
import { type DeadLetterReason, maxDeliveryCountExceeded, timeToLiveExpired, withReason } from './dead-letter.js';
import type { Deadlines } from './deadlines.js';
import { BrokerError, messageLockLost, messageNotFound } from './errors.js';
import type { Journal } from './journal.js';
import type { LockTokens } from './lock-tokens.js';
import type { BrokerMessage, Lock, LockToken } from './message.js';
import { Partition, partitionOf } from './partition.js';
import { partitionFor } from './partition-key.js';
import type { Settlement } from './settlement.js';

/** What all message queues of a broker share. */
export interface EngineContext {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly journal: Journal;
  readonly lockTokens: LockTokens;
  /** The next message's identity in the journal. */
  nextMessageId(): number;
}

/** Durations are milliseconds. */
export interface MessageQueueSettings {
  /** `orders`, `events/Subscriptions/billing`, `orders/$DeadLetterQueue`. */
  readonly path: string;
  /** Number under which the journal knows it. */
  readonly id: number;
  readonly lockDuration: number;
  readonly maxDeliveryCount: number;
  /** Ceiling on every message's time to live; Infinity for none. */
  readonly timeToLive: number;
  readonly deadLettersExpired: boolean;
  readonly partitions: number;
  /** Where dead letters go; absent for a dead-letter sub-queue, in which nothing expires and deliveries do not count. */
  readonly deadLetters?: MessageQueue;
  /** Takes every message that becomes active, instead of this queue: how a topic hands out copies. */
  readonly passOn?: (message: BrokerMessage) => void;
}

/** How many messages are in which state. Active ones include those that are locked, as in Azure's counts. */
export interface MessageCounts {
  readonly active: number;
  readonly scheduled: number;
  readonly deferred: number;
}

/** A deferred message that was asked for by its number. */
export interface DeferredDelivery {
  readonly message: BrokerMessage;
  readonly lock: Lock | undefined;
}

/**
 * Messages waiting for receivers: a queue, a subscription, or the dead-letter sub-queue of one. All of it is
 * synchronous; whoever needs a change to be on disk asks the journal.
 */
export class MessageQueue {
  readonly #context: EngineContext;
  readonly #partitions: readonly Partition[];
  readonly #locks = new Map<LockToken, Lock>();
  readonly #consumers: Consumer[] = [];
  readonly #count = { active: 0, scheduled: 0, deferred: 0 };
  #nextConsumer = 0;
  #nextPartition = 0;
  #dispatching = false;

  constructor(
    readonly settings: MessageQueueSettings,
    context: EngineContext,
  ) {
    this.#context = context;
    this.#partitions = Array.from({ length: settings.partitions }, (_, index) => new Partition(index));
  }

  get counts(): MessageCounts {
    return { ...this.#count };
  }

  get #isDeadLetterQueue(): boolean {
    return this.settings.deadLetters === undefined;
  }

  /**
   * Takes a message in: to be delivered now or, when its sender scheduled it for later, then.
   *
   * @param origin the message of which this is a copy, when it comes from another entity and not from a sender.
   * @throws BrokerError `amqp:not-allowed` when its keys contradict each other.
   */
  send(content: EncodedMessage, origin?: BrokerMessage): BrokerMessage {
    const now = this.#context.clock.now();
    const scheduled = content.annotation('x-opt-scheduled-enqueue-time');
    const scheduledFor = scheduled instanceof Date && scheduled.getTime() > now ? scheduled.getTime() : undefined;
    const message: BrokerMessage = {
      id: this.#context.nextMessageId(),
      content,
      queueId: this.settings.id,
      sequenceNumber: 0,
      enqueuedSequenceNumber: origin?.sequenceNumber,
      state: scheduledFor === undefined ? 'active' : 'scheduled',
      enqueuedTime: now,
      expiresAt: Infinity,
      scheduledFor,
      wasScheduled: scheduledFor !== undefined || origin?.wasScheduled === true,
      deliveryCount: 0,
      deadLetterSource: undefined,
      lock: undefined,
      removed: false,
      stored: false,
      deadline: undefined,
    };
    this.#enqueue(message);
    return message;
  }

  /**
   * Whether the message could be sent, without sending it: a batch is taken as a whole or not at all.
   *
   * @throws BrokerError as {@link send} would.
   */
  check(content: EncodedMessage): void {
    if (this.#partitions.length > 1) partitionFor(content, this.#partitions.length);
  }

  /** Takes a message in that can only be a dead letter, as one that a rule could not be evaluated for. */
  sendDeadLetter(content: EncodedMessage, reason: DeadLetterReason, origin: BrokerMessage): void {
    const message = this.send(content, origin);
    this.#deadLetter(message, reason);
  }

  /**
   * Takes scheduled messages back before their time.
   *
   * @throws BrokerError `com.microsoft:message-not-found` when one of the numbers is not a scheduled message's; then
   *   none is cancelled.
   */
  cancelScheduled(sequenceNumbers: readonly number[]): void {
    const messages = sequenceNumbers.map((sequenceNumber) => {
      const message = this.#find(sequenceNumber);
      if (message?.state !== 'scheduled') throw messageNotFound([sequenceNumber], 'scheduled');
      return message;
    });
    for (const message of messages) this.#remove(message);
  }

  /** Puts a message of the journal back where it was. Messages come in the order of their sequence numbers. */
  restore(message: BrokerMessage): void {
    const partition = this.#partitions[partitionOf(message.sequenceNumber)];
    if (partition === undefined) {
      // The entity had more partitions when the message was accepted.
      this.#append(message);
      return;
    }
    partition.restore(message);
    this.#count[message.state] += 1;
    this.#watch(message);
  }

  /** Continues a partition's sequence numbers where they were before a restart. */
  restoreSequence(partitionIndex: number, next: number): void {
    const partition = this.#partitions[partitionIndex];
    if (partition) partition.nextSequenceNumber = Math.max(partition.nextSequenceNumber, next);
  }

  addConsumer(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  /** Its locks stay until they expire: a receiver may settle by lock token after its link is gone. */
  removeConsumer(consumer: Consumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index >= 0) this.#consumers.splice(index, 1);
  }

  /** Gives messages out, to consumers in turn, for as long as there are both. */
  dispatch(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    try {
      for (let consumer = this.#hungryConsumer(); consumer !== undefined; consumer = this.#hungryConsumer()) {
        const message = this.#nextMessage();
        if (message === undefined) return;
        this.#deliver(message, consumer);
      }
    } finally {
      this.#dispatching = false;
    }
  }

  /**
   * Ends a delivery.
   *
   * @throws BrokerError `com.microsoft:message-lock-lost` when the lock expired or the message is settled already;
   *   `amqp:not-allowed` on dead-lettering a dead letter, which stays locked.
   */
  settle(token: LockToken, settlement: Settlement): void {
    const { message } = this.#lock(token);
    if (settlement.kind === 'dead-letter' && this.#isDeadLetterQueue) {
      throw new BrokerError(
        'amqp:not-allowed',
        `A message of '${this.settings.path}' cannot be dead-lettered again. Complete it, or abandon it.`,
      );
    }
    this.#unlock(message);
    switch (settlement.kind) {
      case 'complete':
        this.#remove(message);
        return;
      case 'release':
        this.#giveBack(message);
        break;
      case 'abandon':
        this.#change(message, settlement.changes);
        this.#countDelivery(message);
        this.#giveBack(message);
        break;
      case 'defer':
        this.#change(message, settlement.changes);
        this.#countDelivery(message);
        this.#setState(message, 'deferred');
        this.#context.journal.record(message);
        break;
      case 'dead-letter':
        this.#deadLetter(message, settlement, settlement.changes);
        break;
    }
    this.dispatch();
  }

  /**
   * Starts the lock's duration anew.
   *
   * @returns when it expires now, in milliseconds since the epoch.
   * @throws BrokerError `com.microsoft:message-lock-lost`.
   */
  renewLock(token: LockToken): number {
    const lock = this.#lock(token);
    if (lock.deadline) this.#context.deadlines.cancel(lock.deadline);
    this.#startLock(lock);
    return lock.lockedUntil;
  }

  /** Whether the token locks a message of this queue now. */
  holds(token: LockToken): boolean {
    return this.#locks.has(token);
  }

  /**
   * Shows messages without taking them: active, locked, scheduled and deferred, in the order of their sequence numbers.
   *
   * @param from lowest sequence number to show.
   */
  *peek(from: number): Generator<BrokerMessage> {
    const now = this.#context.clock.now();
    for (const partition of this.#partitions) {
      let message = partition.log.next(from);
      while (message !== undefined) {
        if (message.expiresAt > now || message.state !== 'active') yield message;
        message = partition.log.next(message.sequenceNumber + 1);
      }
    }
  }

  /**
   * Receives deferred messages by their numbers.
   *
   * @throws BrokerError `com.microsoft:message-not-found` when one of them is not a deferred message's, or is locked.
   */
  receiveDeferred(sequenceNumbers: readonly number[], mode: ReceiveMode): readonly DeferredDelivery[] {
    const messages = sequenceNumbers.map((sequenceNumber) => {
      const message = this.#find(sequenceNumber);
      if (message?.state !== 'deferred' || message.lock) throw messageNotFound([sequenceNumber], 'deferred');
      return message;
    });
    return messages.map((message) => {
      if (mode === 'peek-lock') return { message, lock: this.#lockMessage(message) };
      this.#remove(message);
      return { message, lock: undefined };
    });
  }

  /** The partition a message is in; undefined where the entity is not partitioned. */
  partitionIdOf(message: BrokerMessage): number | undefined {
    return this.#partitions.length > 1 ? partitionOf(message.sequenceNumber) : undefined;
  }

  #enqueue(message: BrokerMessage): void {
    const { passOn } = this.settings;
    if (passOn === undefined || message.state !== 'active') {
      this.#append(message);
      return;
    }
    const partition = this.#partitions[this.#choosePartition(message.content)] as Partition;
    partition.number(message);
    this.#context.journal.recordSequence(this.settings.id, partition.index, partition.nextSequenceNumber);
    message.removed = true;
    this.#context.journal.record(message);
    passOn(message);
  }

  #append(message: BrokerMessage): void {
    const partition = this.#partitions[this.#choosePartition(message.content)] as Partition;
    partition.append(message);
    this.#count[message.state] += 1;
    if (message.state === 'active') this.#startTimeToLive(message);
    this.#watch(message);
    this.#context.journal.record(message);
    this.#context.journal.recordSequence(this.settings.id, partition.index, partition.nextSequenceNumber);
  }

  #choosePartition(content: EncodedMessage): number {
    if (this.#partitions.length === 1) return 0;
    const byKey = partitionFor(content, this.#partitions.length);
    if (byKey !== undefined) return byKey;
    this.#nextPartition = (this.#nextPartition + 1) % this.#partitions.length;
    return this.#nextPartition;
  }

  #startTimeToLive(message: BrokerMessage): void {
    if (this.#isDeadLetterQueue) return;
    const timeToLive = Math.min(message.content.timeToLive ?? Infinity, this.settings.timeToLive);
    message.expiresAt = message.enqueuedTime + timeToLive;
  }

  /** Wakes the message when its time comes: its schedule, or the end of its time to live. */
  #watch(message: BrokerMessage): void {
    const { deadlines } = this.#context;
    if (message.state === 'scheduled' && message.scheduledFor !== undefined) {
      message.deadline = deadlines.schedule(message.scheduledFor, () => this.#activate(message));
    } else if (message.expiresAt < Infinity) {
      message.deadline = deadlines.schedule(message.expiresAt, () => this.#expire(message));
    }
  }

  /** A scheduled message is enqueued when its time comes: under a new number, behind those that are there. */
  #activate(message: BrokerMessage): void {
    this.#leave(message);
    const enqueued: BrokerMessage = {
      ...message,
      removed: false,
      deadline: undefined,
      state: 'active',
      enqueuedSequenceNumber: message.enqueuedSequenceNumber ?? message.sequenceNumber,
      enqueuedTime: this.#context.clock.now(),
    };
    this.#enqueue(enqueued);
    this.dispatch();
  }

  /** The time to live does not run out on locked and deferred messages; a lock's end looks again. */
  #expire(message: BrokerMessage): void {
    if (message.removed || message.lock || message.state !== 'active') return;
    if (this.settings.deadLettersExpired) this.#deadLetter(message, timeToLiveExpired);
    else this.#remove(message);
  }

  #hungryConsumer(): Consumer | undefined {
    for (let tried = 0; tried < this.#consumers.length; tried += 1) {
      const consumer = this.#consumers[this.#nextConsumer % this.#consumers.length];
      this.#nextConsumer = (this.#nextConsumer + 1) % this.#consumers.length;
      if (consumer !== undefined && consumer.demand() > 0) return consumer;
    }
    return undefined;
  }

  /** The next free message; partitions take turns. */
  #nextMessage(): BrokerMessage | undefined {
    const now = this.#context.clock.now();
    for (let tried = 0; tried < this.#partitions.length;) {
      const partition = this.#partitions[this.#nextPartition % this.#partitions.length] as Partition;
      const message = partition.peekNext();
      if (message !== undefined && message.expiresAt <= now) {
        this.#expire(message);
        continue;
      }
      this.#nextPartition = (this.#nextPartition + 1) % this.#partitions.length;
      if (message !== undefined) return message;
      tried += 1;
    }
    return undefined;
  }

  #deliver(message: BrokerMessage, consumer: Consumer): void {
    if (consumer.mode === 'peek-lock') {
      consumer.deliver(message, this.#lockMessage(message));
    } else {
      this.#remove(message);
      consumer.deliver(message, undefined);
    }
  }

  #lockMessage(message: BrokerMessage): Lock {
    const lock: Lock = { token: this.#context.lockTokens.next(), message, lockedUntil: 0, deadline: undefined };
    message.lock = lock;
    this.#locks.set(lock.token, lock);
    this.#startLock(lock);
    return lock;
  }

  #startLock(lock: Lock): void {
    lock.lockedUntil = this.#context.clock.now() + this.settings.lockDuration;
    lock.deadline = this.#context.deadlines.schedule(lock.lockedUntil, () => this.#lockExpired(lock));
  }

  #lock(token: LockToken): Lock {
    const lock = this.#locks.get(token);
    if (lock === undefined) throw messageLockLost();
    if (lock.lockedUntil <= this.#context.clock.now()) {
      // Its timer is late. The lock is over all the same.
      this.#lockExpired(lock);
      throw messageLockLost();
    }
    return lock;
  }

  #unlock(message: BrokerMessage): void {
    const { lock } = message;
    if (lock === undefined) return;
    if (lock.deadline) this.#context.deadlines.cancel(lock.deadline);
    this.#locks.delete(lock.token);
    message.lock = undefined;
  }

  #lockExpired(lock: Lock): void {
    this.#unlock(lock.message);
    this.#countDelivery(lock.message);
    this.#giveBack(lock.message);
    this.dispatch();
  }

  #countDelivery(message: BrokerMessage): void {
    if (!this.#isDeadLetterQueue) message.deliveryCount += 1;
  }

  /** Back after a delivery that did not end well: to the front of its queue, or out of it for good. */
  #giveBack(message: BrokerMessage): void {
    if (!this.#isDeadLetterQueue && message.deliveryCount >= this.settings.maxDeliveryCount) {
      this.#deadLetter(message, maxDeliveryCountExceeded(message.deliveryCount));
      return;
    }
    this.#context.journal.record(message);
    if (message.state !== 'active') return;
    if (message.expiresAt <= this.#context.clock.now()) this.#expire(message);
    else (this.#partitions[partitionOf(message.sequenceNumber)] as Partition).giveBack(message);
  }

  #change(message: BrokerMessage, changes: MessageChanges | undefined): void {
    if (changes) message.content = message.content.with(changes);
  }

  #deadLetter(message: BrokerMessage, reason: DeadLetterReason, changes?: MessageChanges): void {
    const { deadLetters } = this.settings;
    if (deadLetters === undefined) return;
    this.#leave(message);
    deadLetters.#append({
      ...message,
      removed: false,
      deadline: undefined,
      queueId: deadLetters.settings.id,
      content: withReason(message.content, reason, changes),
      state: 'active',
      expiresAt: Infinity,
      enqueuedSequenceNumber: message.enqueuedSequenceNumber ?? message.sequenceNumber,
      deadLetterSource: this.settings.path,
    });
    deadLetters.dispatch();
  }

  #setState(message: BrokerMessage, state: BrokerMessage['state']): void {
    this.#count[message.state] -= 1;
    message.state = state;
    this.#count[state] += 1;
  }

  #remove(message: BrokerMessage): void {
    this.#leave(message);
    this.#context.journal.record(message);
  }

  /** Takes the message out of this queue; the journal hears of it from whoever knows where it goes. */
  #leave(message: BrokerMessage): void {
    if (message.deadline) this.#context.deadlines.cancel(message.deadline);
    message.removed = true;
    this.#count[message.state] -= 1;
    (this.#partitions[partitionOf(message.sequenceNumber)] as Partition).log.delete(message);
  }

  #find(sequenceNumber: number): BrokerMessage | undefined {
    return this.#partitions[partitionOf(sequenceNumber)]?.log.get(sequenceNumber);
  }
}
