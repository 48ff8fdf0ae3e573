import type { EncodedMessage } from '../message/encoded-message.js';
import type { EngineContext } from './engine-context.js';
import type { AcceptedKey } from './journal.js';
import { messageIdOf, partitionKeyOf } from './partition-key.js';
import { SequenceLog } from './sequence-log.js';

interface Accepted {
  /** Place in the history: grows with every message. */
  readonly sequenceNumber: number;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface DuplicateHistorySettings {
  /** Number under which the journal knows the message queue. */
  readonly queueId: number;
  /** How long a message id is remembered, in milliseconds. */
  window: number;
  /** Whether the same message id under another partition key is another message, as in partitioned entities. */
  readonly byPartitionKey: boolean;
}

/** Ids that one sweep forgets at most, and the shortest time between sweeps in milliseconds: no turn takes long. */
const sweepSize = 2000;
const sweepInterval = 20;

/**
 * The message ids that an entity accepted within its time window. The window of an id begins with the message that was
 * accepted; duplicates do not prolong it. One deadline per history, not per id, forgets what is older than the window.
 */
export class DuplicateHistory {
  readonly #settings: DuplicateHistorySettings;
  readonly #context: Pick<EngineContext, 'clock' | 'deadlines' | 'journal'>;
  readonly #byKey = new Map<string, Accepted>();
  readonly #inOrder = new SequenceLog<Accepted>();
  #oldest = 0;
  #next = 1;
  #sweepIsDue = false;

  constructor(settings: DuplicateHistorySettings, context: Pick<EngineContext, 'clock' | 'deadlines' | 'journal'>) {
    this.#settings = { ...settings };
    this.#context = context;
  }

  /** Ids that are remembered now. */
  get size(): number {
    return this.#inOrder.size;
  }

  /** How long a message id is remembered from now on, those of the past included, in milliseconds. */
  set window(milliseconds: number) {
    this.#settings.window = milliseconds;
  }

  /** Forgets everything. */
  clear(): void {
    this.#context.journal.forgetAccepted(this.#settings.queueId, this.#next - 1);
    for (const accepted of this.#byKey.values()) this.#inOrder.delete(accepted);
    this.#byKey.clear();
  }

  /**
   * Whether the message is new. If it is, it is remembered; if not, its sender is to hear that it was accepted, and
   * nothing more becomes of it.
   */
  admits(content: EncodedMessage): boolean {
    const key = keyOf(content, this.#settings.byPartitionKey);
    const time = this.#context.clock.now();
    const known = this.#byKey.get(key);
    // The sweep may be late: an id beyond the window is as good as forgotten.
    if (known !== undefined && time < known.time + this.#settings.window) return false;
    const accepted: Accepted = { sequenceNumber: this.#next, key, time };
    this.#remember(accepted);
    const { queueId } = this.#settings;
    this.#context.journal.recordAccepted({ queueId, number: accepted.sequenceNumber, key, time });
    return true;
  }

  /** Remembers again what the journal kept. Keys come in the order of their numbers. */
  restore({ number, key, time }: AcceptedKey): void {
    this.#remember({ sequenceNumber: number, key, time });
  }

  #remember(accepted: Accepted): void {
    this.#byKey.set(accepted.key, accepted);
    this.#inOrder.add(accepted);
    this.#next = accepted.sequenceNumber + 1;
    if (!this.#sweepIsDue) this.#sweepAt(accepted.time + this.#settings.window);
  }

  #sweepAt(time: number): void {
    this.#sweepIsDue = true;
    this.#context.deadlines.schedule(time, () => this.#sweep());
  }

  #sweep(): void {
    this.#sweepIsDue = false;
    const now = this.#context.clock.now();
    const end = now - this.#settings.window;
    let forgotten = 0;
    let oldest = this.#inOrder.next(this.#oldest);
    while (oldest !== undefined && oldest.time <= end && forgotten < sweepSize) {
      this.#forget(oldest);
      forgotten += 1;
      oldest = this.#inOrder.next(this.#oldest);
    }
    if (forgotten > 0) this.#context.journal.forgetAccepted(this.#settings.queueId, this.#oldest - 1);
    if (oldest !== undefined) this.#sweepAt(Math.max(oldest.time + this.#settings.window, now + sweepInterval));
  }

  #forget(accepted: Accepted): void {
    this.#inOrder.delete(accepted);
    this.#oldest = accepted.sequenceNumber + 1;
    // Its id may have been accepted again meanwhile.
    if (this.#byKey.get(accepted.key) === accepted) this.#byKey.delete(accepted.key);
  }
}

/** Azure: a duplicate has the same message id and, in a partitioned entity, the same partition key too. */
function keyOf(content: EncodedMessage, byPartitionKey: boolean): string {
  const messageId = messageIdOf(content);
  return byPartitionKey ? JSON.stringify([messageId, partitionKeyOf(content)]) : messageId;
}
