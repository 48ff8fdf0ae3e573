import type { EncodedMessage, MessageChanges } from '../message/encoded-message.js';
import { CompetingConsumers } from './competing-consumers.js';
import type { Consumer, ReceiveMode } from './consumer.js';
import { type DeadLetterReason, sessionIdIsNull, timeToLiveExpired, withReason } from './dead-letter.js';
import { type DeferredDelivery, Deliveries, type DeliveriesHost } from './deliveries.js';
import { DuplicateHistory } from './duplicate-history.js';
import type { EngineContext } from './engine-context.js';
import { EntityCounters } from './entity-counters.js';
import { entityNotFound, messageNotFound, sessionIdRequired } from './errors.js';
import { HeldMessages } from './held-messages.js';
import type { LockOwner } from './lock-owner.js';
import type { AcceptedKey } from './journal.js';
import {
  type BrokerMessage,
  type Lock,
  type LockToken,
  type MessageOrigin,
  newMessage,
  type SharedLock,
} from './message.js';
import { checkMessageLimits } from './message-limits.js';
import type { ChangeableSettings, MessageQueueSettings } from './message-queue-settings.js';
import type { MessageSource } from './message-source.js';
import type { PassOn } from './pass-on.js';
import { checkKeysOfBatch, checkPartitionKeys, sessionIdOf } from './partition-key.js';
import type { MessageCounts } from './partitions.js';
import { Sessions } from './sessions.js';
import type { Settlement } from './settlement.js';
import type { TransactionalOperation } from './transaction.js';

/**
 * Messages waiting for receivers: a queue, a subscription, or the dead-letter sub-queue of one. All of it is
 * synchronous; whoever needs a change to be on disk asks the journal.
 */
export class MessageQueue implements MessageSource {
  readonly #context: EngineContext;
  readonly #held: HeldMessages;
  readonly #deliveries: Deliveries;
  readonly #consumers: CompetingConsumers;
  readonly #duplicates: DuplicateHistory | undefined;
  /** What happened here and in the other message queues of the entity. */
  readonly counters: EntityCounters;
  /** Present where the entity requires sessions: messages are given out by them, and by nothing else. */
  readonly sessions: Sessions | undefined;
  #settings: MessageQueueSettings;
  #dispatching = false;
  #deleted = false;

  constructor(settings: MessageQueueSettings, context: EngineContext) {
    this.#settings = settings;
    this.#context = context;
    this.counters = settings.counters ?? new EntityCounters();
    const { id, partitions, duplicateWindow } = settings;
    if (duplicateWindow !== undefined) {
      const history = { queueId: id, window: duplicateWindow, byPartitionKey: partitions > 1 };
      this.#duplicates = new DuplicateHistory(history, context);
    }
    const deliver = (message: BrokerMessage, consumer: Consumer, session?: SharedLock): void =>
      this.#deliveries.deliver(message, consumer, session);
    const expire = (message: BrokerMessage): void => this.#expire(message);
    if (settings.requiresSession) {
      const giveBack = (lock: Lock, counted: boolean): void => this.#deliveries.giveBackLocked(lock, counted);
      this.sessions = new Sessions({ queue: this, context, deliver, giveBack, expire });
    }
    const activate = (message: BrokerMessage): void => this.#activate(message);
    this.#held = new HeldMessages(settings, context, this.sessions, { activate, expire });
    this.#consumers = new CompetingConsumers(this.#held.partitions, { clock: context.clock, deliver, expire });
    this.#deliveries = new Deliveries(context, this.#held, this.#deliveriesHost());
  }

  get settings(): MessageQueueSettings {
    return this.#settings;
  }

  get counts(): MessageCounts {
    return this.#held.counts;
  }

  /** Messages that somebody holds under lock. */
  get locked(): number {
    return this.#deliveries.locked;
  }

  /** The locks that they are under, in the order in which they began. */
  get locks(): Iterable<Lock> {
    return this.#deliveries.locks;
  }

  /** Whether the content of a message can be had; the broker's log says why not. */
  isReadable(message: BrokerMessage): boolean {
    return this.#context.residence.isReadable(message);
  }

  /** Bytes of the messages that it holds. */
  get bytes(): number {
    return this.#held.bytes;
  }

  get isPartitioned(): boolean {
    return this.#held.isPartitioned;
  }

  get #isDeadLetterQueue(): boolean {
    return this.settings.deadLetters === undefined;
  }

  /**
   * Takes a sender's message in: to be delivered now or, when it is scheduled for later, then. It is given out by the
   * next {@link dispatch}. A duplicate, where they are detected, gets a number and is gone.
   *
   * @throws BrokerError `amqp:not-allowed` when its keys contradict each other, or it lacks the session id that the
   *   entity requires; `amqp:resource-limit-exceeded` when the entity is full; as {@link checkMessageLimits}.
   */
  send(content: EncodedMessage): BrokerMessage {
    this.check(content);
    return this.#accept(content);
  }

  /** Takes in what {@link check} has let pass: nothing refuses it any more. */
  sendChecked(content: EncodedMessage): BrokerMessage {
    return this.#accept(content);
  }

  /**
   * Whether the message could be sent, without sending it: a batch is taken as a whole or not at all.
   *
   * @throws BrokerError as {@link send} would.
   */
  check(content: EncodedMessage): void {
    checkMessageLimits(content);
    this.settings.storage?.check(content);
    if (this.#lacksSessionId(content)) throw sessionIdRequired(this.settings.path);
    if (this.isPartitioned) checkPartitionKeys(content);
  }

  /**
   * Whether messages could be sent together, without sending them.
   *
   * @throws BrokerError as {@link send} would, or `amqp:not-allowed` when the entity is partitioned and they differ in key.
   */
  checkBatch(contents: readonly EncodedMessage[]): void {
    for (const content of contents) this.check(content);
    if (this.isPartitioned) checkKeysOfBatch(contents, this.settings.duplicateWindow !== undefined);
  }

  /** Takes a copy in of a message that another entity accepted: nothing may refuse it any more. */
  sendCopy(content: EncodedMessage, origin: MessageOrigin): BrokerMessage {
    return this.#accept(content, origin);
  }

  /** Takes a message in that can only be a dead letter, as one that a rule could not be evaluated for. */
  sendDeadLetter(content: EncodedMessage, reason: DeadLetterReason, origin: MessageOrigin): void {
    this.#countIncoming(content);
    const message = this.#newMessage(content, origin);
    this.#held.number(message);
    this.#bury(message, reason);
  }

  /** Takes a message in that becomes a dead letter without having been elsewhere: this is a dead-letter sub-queue. */
  takeDeadLetter(content: EncodedMessage, reason: DeadLetterReason): void {
    this.counters.deadLettered += 1;
    const message = this.#newMessage(withReason(content, reason), undefined);
    this.#enqueue(message.copy({ state: 'active', scheduledFor: undefined }));
    this.dispatch();
  }

  /**
   * Takes scheduled messages back before their time.
   *
   * @throws BrokerError `com.microsoft:message-not-found` when one of the numbers is not a scheduled message's; then
   *   none is cancelled.
   */
  cancelScheduled(sequenceNumbers: readonly number[]): void {
    const messages = [...new Set(sequenceNumbers)].map((sequenceNumber) => {
      const message = this.#held.find(sequenceNumber);
      if (message?.state !== 'scheduled') throw messageNotFound([sequenceNumber], 'scheduled');
      return message;
    });
    for (const message of messages) this.#held.remove(message);
  }

  /**
   * Puts a message of the journal back where it was. In an entity with sessions, messages come in the order of their
   * sequence numbers.
   *
   * @param sessionId its session id, where that is known; else its content says.
   */
  restore(message: BrokerMessage, sessionId?: string): void {
    if (!this.#held.restore(message, sessionId)) this.#append(message);
  }

  /** Continues a partition's sequence numbers where they were before a restart. */
  restoreSequence(partitionIndex: number, next: number): void {
    this.#held.restoreSequence(partitionIndex, next);
  }

  /**
   * Remembers again which message was accepted before a restart.
   *
   * @returns false when this queue does not detect duplicates.
   */
  restoreAccepted(accepted: AcceptedKey): boolean {
    this.#duplicates?.restore(accepted);
    return this.#duplicates !== undefined;
  }

  /** Passes on what it holds from a time when it kept its messages, or when they were refused. */
  passOnRestored(): void {
    const { passOn } = this.settings;
    if (this.sessions) this.#buryWithoutSession();
    if (passOn === undefined) return;
    const now = this.#context.clock.now();
    for (const message of this.#held.all) {
      if (message.state !== 'active') continue;
      if (message.expiresAt <= now) this.#expire(message);
      else if (!this.#context.residence.isReadable(message)) continue;
      else if (!this.#isDeadLetterQueue || passOn.refusalOf(message) === undefined) {
        this.#held.leave(message);
        this.#passOn(message.copy(), passOn);
      }
    }
  }

  /**
   * Goes on with other settings. Locks that are held and messages that are there keep the times they were given; what
   * waits for receivers is passed on if that is what becomes of messages now.
   */
  reconfigure(changes: ChangeableSettings): void {
    this.#settings = { ...this.#settings, ...changes };
    this.#deliveries.lockDuration = this.#settings.lockDuration;
    if (this.#duplicates && changes.duplicateWindow !== undefined) this.#duplicates.window = changes.duplicateWindow;
    this.passOnRestored();
  }

  /** Loses everything it holds: messages in any state, locks, the states of sessions and the memory of duplicates. Receivers stay. */
  clear(): void {
    this.#deliveries.clear();
    for (const message of this.#held.all) this.#held.remove(message);
    this.sessions?.clearStates();
    this.#duplicates?.clear();
  }

  /** Ends for good, and is gone from the journal: who still has it can neither send to it nor settle. */
  delete(): void {
    this.clear();
    this.#deleted = true;
    this.#context.residence.forgetQueue(this.settings.id);
    this.#context.journal.forgetQueue(this.settings.id);
  }

  addConsumer(consumer: Consumer): void {
    this.#consumers.add(consumer);
  }

  /** Its locks stay until they expire: a receiver may settle by lock token after its link is gone. */
  removeConsumer(consumer: Consumer): void {
    this.#consumers.remove(consumer);
  }

  /** Gives messages out for as long as there are any that somebody wants. */
  dispatch(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    try {
      (this.sessions ?? this.#consumers).dispatch();
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
    this.#deliveries.settle(token, settlement);
  }

  /**
   * Sets a settlement aside until a transaction ends. Until then nothing else can settle the message; its lock can be
   * renewed, and can expire.
   *
   * @throws BrokerError as {@link settle} would.
   */
  prepareSettlement(token: LockToken, settlement: Settlement): TransactionalOperation {
    return this.#deliveries.prepareSettlement(token, settlement);
  }

  /**
   * Starts the lock's duration anew.
   *
   * @returns when it expires now, in milliseconds since the epoch.
   * @throws BrokerError `com.microsoft:message-lock-lost`.
   */
  renewLock(token: LockToken): number {
    return this.#deliveries.renewLock(token);
  }

  /** Takes a message back that never reached its receiver: the delivery does not count. */
  takeBack(token: LockToken): void {
    this.#deliveries.takeBack(token);
  }

  /** Lets a lock run out before its time; without effect when it is over. */
  loseLock(token: LockToken): void {
    this.#deliveries.loseLock(token);
  }

  /** Lets the oldest locks run out before their time. @returns how many there were. */
  loseOldestLocks(atMost: number): number {
    return this.#deliveries.loseOldestLocks(atMost);
  }

  /** Whether the token locks a message of this queue now. */
  holds(token: LockToken): boolean {
    return this.#deliveries.holds(token);
  }

  /**
   * Shows messages without taking them: active, locked, scheduled and deferred, in the order of their sequence numbers.
   * Those that are expired are not shown, be the timer late or not, and neither are those that cannot be read.
   *
   * @param from lowest sequence number to show.
   * @param sessionId the session whose messages alone are shown; absent for all.
   */
  *peek(from: number, sessionId?: string): Generator<BrokerMessage> {
    for (const message of this.#held.shown(from, sessionId)) {
      if (this.#context.residence.isReadable(message)) yield message;
    }
  }

  /**
   * Receives deferred messages by their numbers.
   *
   * @param session the session that they must be of, and under whose lock they come.
   * @param owner whose their locks are; by default whose the session is.
   * @throws BrokerError `com.microsoft:message-not-found` when one of them is not a deferred message's, or is locked.
   */
  receiveDeferred(
    sequenceNumbers: readonly number[],
    mode: ReceiveMode,
    session?: SharedLock,
    owner: LockOwner | undefined = session?.lockOwner,
  ): readonly DeferredDelivery[] {
    return this.#deliveries.deliverDeferred(sequenceNumbers, mode, session, owner);
  }

  /**
   * Removes messages without giving them out: active ones that nobody has locked, from the oldest on.
   *
   * @param count how many at most.
   * @param enqueuedUntil the latest time of being enqueued, in milliseconds since the epoch.
   * @param session the session that they must be of; absent for those of any session that nobody holds.
   * @returns how many were removed.
   */
  deleteMessages(count: number, enqueuedUntil: number, session?: SharedLock): number {
    const chosen: BrokerMessage[] = [];
    for (const message of this.#held.shown(0)) {
      if (chosen.length === count) break;
      const isFree = message.state === 'active' && message.lock === undefined;
      if (!isFree || message.enqueuedTime > enqueuedUntil) continue;
      const isMeant = session ? session.has(message) : message.place?.session.holder === undefined;
      if (isMeant) chosen.push(message);
    }
    for (const message of chosen) this.#held.remove(message);
    return chosen.length;
  }

  /** The partition a message is in; undefined where the entity is not partitioned. */
  partitionIdOf(message: BrokerMessage): number | undefined {
    return this.#held.partitionIdOf(message);
  }

  #accept(content: EncodedMessage, origin?: MessageOrigin): BrokerMessage {
    if (this.#deleted) throw entityNotFound(this.settings.path);
    this.#countIncoming(content);
    const message = this.#newMessage(content, origin);
    if (this.#duplicates?.admits(content) === false) {
      this.#held.number(message);
      message.removed = true;
    } else {
      this.#enqueue(message);
    }
    return message;
  }

  #countIncoming({ size }: EncodedMessage): void {
    this.counters.incoming += 1;
    this.counters.incomingBytes += size;
  }

  #newMessage(content: EncodedMessage, origin: MessageOrigin | undefined): BrokerMessage {
    const { clock, nextMessageId } = this.#context;
    return newMessage({ id: nextMessageId(), content, queueId: this.settings.id, enqueuedTime: clock.now() }, origin);
  }

  #enqueue(message: BrokerMessage): void {
    const { passOn } = this.settings;
    if (this.#lacksSessionId(message.content)) {
      this.#held.number(message);
      this.#bury(message, sessionIdIsNull);
      return;
    }
    // A dead letter that cannot go on stays where dead letters are.
    const stays = passOn === undefined || message.state !== 'active' || this.#isStuckDeadLetter(message, passOn);
    if (stays) {
      this.#append(message);
    } else {
      this.#held.number(message);
      this.#passOn(message, passOn);
    }
  }

  #isStuckDeadLetter(message: BrokerMessage, passOn: PassOn): boolean {
    return this.#isDeadLetterQueue && passOn.refusalOf(message) !== undefined;
  }

  /** Hands a message over that has a number here, but no place. */
  #passOn(message: BrokerMessage, passOn: PassOn): void {
    const refusal = passOn.refusalOf(message);
    if (refusal) {
      this.#bury(message, refusal);
      return;
    }
    message.removed = true;
    this.#context.journal.record(message);
    passOn.take(message);
  }

  #append(message: BrokerMessage): void {
    if (message.state === 'active') this.#startTimeToLive(message);
    this.#held.append(message);
  }

  #startTimeToLive(message: BrokerMessage): void {
    if (this.#isDeadLetterQueue) return;
    const timeToLive = Math.min(message.content.timeToLive ?? Infinity, this.settings.timeToLive);
    message.expiresAt = message.enqueuedTime + timeToLive;
  }

  /** A scheduled message is enqueued when its time comes: under a new number, behind those that are there. */
  #activate(message: BrokerMessage): void {
    if (!this.#context.residence.isReadable(message)) return;
    this.#held.leave(message);
    const enqueued = {
      state: 'active',
      enqueuedSequenceNumber: message.enqueuedSequenceNumber ?? message.sequenceNumber,
      enqueuedTime: this.#context.clock.now(),
    } as const;
    this.#enqueue(message.copy(enqueued));
    this.dispatch();
  }

  /** The time to live does not run out on locked and deferred messages; a lock's end looks again. */
  #expire(message: BrokerMessage): void {
    if (message.removed || message.lock || message.state !== 'active') return;
    if (this.settings.deadLettersExpired) this.#deadLetter(message, timeToLiveExpired);
    else this.#held.remove(message);
    if (isGone(message)) this.counters.expired += 1;
  }

  #deliveriesHost(): DeliveriesHost {
    const settings = (): MessageQueueSettings => this.#settings;
    return {
      get settings() {
        return settings();
      },
      isDeadLetterQueue: this.#isDeadLetterQueue,
      counters: this.counters,
      deadLetter: (message, reason, changes) => this.#deadLetter(message, reason, changes),
      giveBack: (message) => {
        if (message.expiresAt <= this.#context.clock.now()) this.#expire(message);
        else (this.sessions ?? this.#consumers).giveBack(message);
      },
      dispatch: () => this.dispatch(),
    };
  }

  #lacksSessionId(content: EncodedMessage): boolean {
    return this.sessions !== undefined && sessionIdOf(content) === undefined;
  }

  /** What came before the entity required sessions could never be received. */
  #buryWithoutSession(): void {
    const lost = this.#held.all.filter(({ place }) => place === undefined);
    for (const message of lost) this.#deadLetter(message, sessionIdIsNull);
  }

  #deadLetter(message: BrokerMessage, reason: DeadLetterReason, changes?: MessageChanges): void {
    if (this.settings.deadLetters === undefined || !this.#context.residence.isReadable(message)) return;
    this.#held.leave(message);
    this.#bury(message, reason, changes);
  }

  /** Makes a dead letter of a message that has no place here, or no longer. */
  #bury(message: BrokerMessage, reason: DeadLetterReason, changes?: MessageChanges): void {
    const { deadLetters } = this.settings;
    if (deadLetters === undefined) return;
    this.counters.deadLettered += 1;
    const letter = message.copy({
      queueId: deadLetters.settings.id,
      content: withReason(message.content, reason, changes),
      state: 'active',
      expiresAt: Infinity,
      enqueuedSequenceNumber: message.enqueuedSequenceNumber ?? message.sequenceNumber,
      deadLetterSource: this.settings.path,
    });
    deadLetters.#enqueue(letter);
    deadLetters.dispatch();
  }
}

/** As a function, because expiring changes it. */
function isGone({ removed }: BrokerMessage): boolean {
  return removed;
}
