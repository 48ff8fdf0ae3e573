import type { MessageChanges } from '../message/encoded-message.js';
import type { EngineContext } from './engine-context.js';
import type { BrokerMessage, MessageState } from './message.js';
import type { MessageQueueSettings } from './message-queue-settings.js';
import { partitionOf } from './partition.js';
import { sessionIdOf } from './partition-key.js';
import { type MessageCounts, Partitions } from './partitions.js';
import type { Sessions } from './sessions.js';

/** What becomes of messages whose time has come. */
export interface HeldMessagesHost {
  /** A scheduled message is due. */
  activate(message: BrokerMessage): void;
  /** A message's time to live is over. */
  expire(message: BrokerMessage): void;
}

/**
 * The messages that one message queue holds, in any state: their numbers and their order, the room they take, what wakes
 * them, and what the journal knows of them.
 */
export class HeldMessages {
  readonly partitions: Partitions;
  readonly #settings: Pick<MessageQueueSettings, 'id' | 'storage'>;
  readonly #context: EngineContext;
  readonly #sessions: Sessions | undefined;
  readonly #host: HeldMessagesHost;

  /** @param sessions where the entity requires them: they keep the same messages by session. */
  constructor(
    settings: MessageQueueSettings,
    context: EngineContext,
    sessions: Sessions | undefined,
    host: HeldMessagesHost,
  ) {
    this.partitions = new Partitions(settings.partitions, settings.duplicateWindow !== undefined);
    this.#settings = settings;
    this.#context = context;
    this.#sessions = sessions;
    this.#host = host;
  }

  get counts(): MessageCounts {
    return this.partitions.counts;
  }

  get isPartitioned(): boolean {
    return this.partitions.count > 1;
  }

  /** The partition a message is in; undefined where the entity is not partitioned. */
  partitionIdOf(message: BrokerMessage): number | undefined {
    return this.isPartitioned ? partitionOf(message.sequenceNumber) : undefined;
  }

  find(sequenceNumber: number): BrokerMessage | undefined {
    return this.partitions.find(sequenceNumber);
  }

  /** All messages at this moment. */
  get all(): readonly BrokerMessage[] {
    return [...this.partitions.from(0)];
  }

  /**
   * Messages in any state, in the order of their sequence numbers, less those that are expired, be their timer late or
   * not.
   *
   * @param from lowest sequence number.
   * @param sessionId the session whose messages alone are meant; absent for all.
   */
  *shown(from: number, sessionId?: string): Generator<BrokerMessage> {
    const now = this.#context.clock.now();
    for (const message of this.#of(sessionId, from)) {
      const expired = message.expiresAt <= now && message.state === 'active' && message.lock === undefined;
      if (!expired) yield message;
    }
  }

  /** Gives the message its number here without keeping it. */
  number(message: BrokerMessage): void {
    const partition = this.partitions.forNew(message.content);
    partition.number(message);
    this.#context.journal.recordSequence(this.#settings.id, partition.index, partition.nextSequenceNumber);
  }

  /** Takes a message in, at the end of its partition. */
  append(message: BrokerMessage): void {
    const partition = this.partitions.append(message);
    this.#keep(message);
    this.#context.journal.record(message);
    this.#context.journal.recordSequence(this.#settings.id, partition.index, partition.nextSequenceNumber);
  }

  /**
   * Puts a message of the journal back where it was. Messages come in the order of their sequence numbers.
   *
   * @returns false when there is no such place any more.
   */
  restore(message: BrokerMessage): boolean {
    const isBack = this.partitions.restore(message);
    if (isBack) this.#keep(message);
    return isBack;
  }

  /** Continues a partition's sequence numbers where they were before a restart. */
  restoreSequence(partitionIndex: number, next: number): void {
    const partition = this.partitions.at(partitionIndex);
    if (partition) partition.nextSequenceNumber = Math.max(partition.nextSequenceNumber, next);
  }

  /** Changes a message that stays; whoever settles it has the journal record that. */
  change(message: BrokerMessage, changes: MessageChanges | undefined): void {
    if (changes === undefined) return;
    const { storage } = this.#settings;
    storage?.remove(message.content);
    message.content = message.content.with(changes);
    storage?.add(message.content);
  }

  changeState(message: BrokerMessage, state: MessageState): void {
    this.partitions.changeState(message, state);
  }

  /** Ends the message. */
  remove(message: BrokerMessage): void {
    this.leave(message);
    this.#context.journal.record(message);
  }

  /** Takes the message out; the journal hears of it from whoever knows where it goes. */
  leave(message: BrokerMessage): void {
    if (message.deadline) this.#context.deadlines.cancel(message.deadline);
    message.removed = true;
    this.#settings.storage?.remove(message.content);
    this.partitions.remove(message);
    this.#sessions?.remove(message);
  }

  #keep(message: BrokerMessage): void {
    this.#settings.storage?.add(message.content);
    this.#sessions?.add(message);
    this.#watch(message);
  }

  /** Wakes the message when its time comes: its schedule, or the end of its time to live. */
  #watch(message: BrokerMessage): void {
    const { deadlines } = this.#context;
    if (message.state === 'scheduled' && message.scheduledFor !== undefined) {
      message.deadline = deadlines.schedule(message.scheduledFor, () => this.#host.activate(message));
    } else if (message.expiresAt < Infinity) {
      message.deadline = deadlines.schedule(message.expiresAt, () => this.#host.expire(message));
    }
  }

  *#of(sessionId: string | undefined, from: number): Generator<BrokerMessage> {
    if (sessionId !== undefined && this.#sessions) {
      yield* this.#sessions.messagesOf(sessionId, from);
      return;
    }
    for (const message of this.partitions.from(from)) {
      if (sessionId === undefined || sessionIdOf(message.content) === sessionId) yield message;
    }
  }
}
