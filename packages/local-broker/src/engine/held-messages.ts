import type { MessageChanges } from '../message/encoded-message.js';
import type { EngineContext } from './engine-context.js';
import type { BrokerMessage, MessageState } from './message.js';
import type { MessageQueueSettings } from './message-queue-settings.js';
import { partitionOf } from './partition.js';
import { sessionIdOf } from './partition-key.js';
import { type MessageCounts, Partitions } from './partitions.js';
import type { Sessions } from './sessions.js';
import { WakeTimes } from './wake-times.js';

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
  /** Wakes messages when their time comes: their schedule, or the end of their time to live. */
  readonly #wakeTimes: WakeTimes;

  #bytes = 0;

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
    this.#wakeTimes = new WakeTimes(context, (from) => this.partitions.next(from), host);
    context.residence.readAhead(settings.id, (message) => this.#behind(message));
  }

  get counts(): MessageCounts {
    return this.partitions.counts;
  }

  /** Bytes of the messages. */
  get bytes(): number {
    return this.#bytes;
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
   * Puts a message of the journal back where it was.
   *
   * @param sessionId as {@link MessageQueue.restore}.
   * @returns false when there is no such place any more.
   */
  restore(message: BrokerMessage, sessionId?: string): boolean {
    const isBack = this.partitions.restore(message);
    if (isBack) this.#keep(message, sessionId);
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
    const content = message.content.with(changes);
    this.#bytes -= message.size;
    storage?.remove(message);
    this.#context.residence.release(message);
    message.replaceContent(content);
    storage?.add(message);
    this.#bytes += message.size;
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
    this.#wakeTimes.forget(message);
    message.removed = true;
    this.#settings.storage?.remove(message);
    this.#bytes -= message.size;
    this.#context.residence.release(message);
    this.partitions.remove(message);
    this.#sessions?.remove(message);
  }

  #keep(message: BrokerMessage, sessionId?: string): void {
    this.#settings.storage?.add(message);
    this.#bytes += message.size;
    this.#sessions?.add(message, sessionId);
    this.#wakeTimes.watch(message);
  }

  /** Those that are given out after the message, in order. */
  #behind(message: BrokerMessage): Iterable<BrokerMessage> {
    const { sequenceNumber, place } = message;
    return place ? place.session.behind(place) : this.partitions.behind(sequenceNumber);
  }

  *#of(sessionId: string | undefined, from: number): Generator<BrokerMessage> {
    if (sessionId !== undefined && this.#sessions) {
      yield* this.#sessions.messagesOf(sessionId, from);
      return;
    }
    for (const message of this.partitions.from(from)) {
      const isMeant = (): boolean =>
        this.#context.residence.isReadable(message) && sessionIdOf(message.content) === sessionId;
      if (sessionId === undefined || isMeant()) yield message;
    }
  }
}
