import type { EntityCounters } from './entity-counters.js';
import type { MessageQueue } from './message-queue.js';
import type { PassOn } from './pass-on.js';
import type { Storage } from './storage.js';

/** What may change while a message queue is in use. */
export type ChangeableSettings = Partial<
  Pick<
    MessageQueueSettings,
    'lockDuration' | 'maxDeliveryCount' | 'timeToLive' | 'deadLettersExpired' | 'passOn' | 'duplicateWindow'
  >
>;

/** Durations are milliseconds. */
export interface MessageQueueSettings {
  /** `orders`, `events/Subscriptions/billing`, `orders/$DeadLetterQueue`. */
  readonly path: string;
  /** Number under which the journal knows it. */
  readonly id: number;
  readonly lockDuration: number;
  /** Deliveries after which a message is dead-lettered; Infinity for never. */
  readonly maxDeliveryCount: number;
  /** Ceiling on every message's time to live; Infinity for none. */
  readonly timeToLive: number;
  /** Whether an expired message becomes a dead letter; if not, it is dropped. */
  readonly deadLettersExpired: boolean;
  /** 1 where the entity is not partitioned. */
  readonly partitions: number;
  /**
   * Where dead letters go; absent for a dead-letter sub-queue, in which nothing expires and deliveries do not count, and
   * for what holds a topic's scheduled messages, which nobody receives from.
   */
  readonly deadLetters?: MessageQueue;
  /** Takes every message that becomes active, instead of this queue: a topic hands out copies, others forward. */
  readonly passOn?: PassOn;
  /** Whether messages are given out by session, to whoever accepted it. */
  readonly requiresSession?: boolean;
  /** How long message ids are remembered, to drop duplicates; absent where they are not looked for. */
  readonly duplicateWindow?: number;
  /** The room that it shares with the other message queues of its entity; absent where nobody counts. */
  readonly storage?: Storage;
  /** Counts what happens to its messages, with the other message queues of its entity; absent where nobody wants to know. */
  readonly counters?: EntityCounters;
}
