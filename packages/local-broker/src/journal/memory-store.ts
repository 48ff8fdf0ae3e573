import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import type { Journal } from '../engine/journal.js';
import { residenceInMemory } from '../engine/message-residence.js';
import type { EntityRow, Store, StoreFigures } from './store.js';

/** A store that forgets: for tests, and for brokers that nobody asked to keep anything. */
export class MemoryStore implements Store {
  readonly #queueIds = new Map<string, number>();
  #lastQueueId = 0;
  readonly #paths = new Map<number, string>();
  /** By the entity and the rule. */
  readonly #keys = new Map<string, Map<string, SharedAccessKeys>>();
  readonly residence = residenceInMemory();
  readonly #waiting: (() => void)[] = [];
  #open = true;

  readonly journal: Journal = {
    record: () => undefined,
    recordSequence: () => undefined,
    recordAccepted: () => undefined,
    forgetAccepted: () => undefined,
    recordSessionState: () => undefined,
    forgetQueue: (queueId) => this.#forgetQueue(queueId),
    // Answers in a later turn, as a disk would: callers may not come to rely on less.
    whenDurable: (callback) => {
      if (this.#waiting.push(callback) === 1) setImmediate(() => this.#answer());
    },
    failure: undefined,
  };

  queueIdOf(path: string): number {
    const key = path.toLowerCase();
    const known = this.#queueIds.get(key);
    if (known !== undefined) return known;
    this.#lastQueueId += 1;
    this.#queueIds.set(key, this.#lastQueueId);
    this.#paths.set(this.#lastQueueId, key);
    return this.#lastQueueId;
  }

  entities(): readonly EntityRow[] {
    return [];
  }

  recordEntity(): void {
    // Nothing is there to read it again.
  }

  recover(): ReturnType<Store['recover']> {
    return { messages: [], sequences: [], accepted: [], sessionStates: [], lastMessageId: 0 };
  }

  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys {
    const keysOfEntity = this.#keys.get(entity.toLowerCase()) ?? new Map<string, SharedAccessKeys>();
    const keys = keysOfEntity.get(rule) ?? generateKeys();
    this.#keys.set(entity.toLowerCase(), keysOfEntity.set(rule, keys));
    return keys;
  }

  replaceSharedAccessKeys(entity: string, keys: ReadonlyMap<string, SharedAccessKeys>): void {
    this.#keys.set(entity.toLowerCase(), new Map(keys));
  }

  figures(): StoreFigures {
    const journal = { durable: false, databaseBytes: 0, logBytes: 0, syncs: 0, syncMilliseconds: 0, pending: 0 };
    return { journal, memory: undefined };
  }

  close(): void {
    this.#open = false;
  }

  #forgetQueue(queueId: number): void {
    this.#queueIds.delete(this.#paths.get(queueId) ?? '');
    this.#paths.delete(queueId);
  }

  #answer(): void {
    for (const callback of this.#waiting.splice(0)) if (this.#open) callback();
  }
}
