import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import type { Journal } from '../engine/journal.js';
import type { Store } from './store.js';

/** A store that forgets: for tests, and for brokers that nobody asked to keep anything. */
export class MemoryStore implements Store {
  readonly #queueIds = new Map<string, number>();
  readonly #keys = new Map<string, SharedAccessKeys>();
  readonly #waiting: (() => void)[] = [];
  #open = true;

  readonly journal: Journal = {
    record: () => undefined,
    recordSequence: () => undefined,
    recordAccepted: () => undefined,
    forgetAccepted: () => undefined,
    recordSessionState: () => undefined,
    // Answers in a later turn, as a disk would: callers may not come to rely on less.
    whenDurable: (callback) => {
      if (this.#waiting.push(callback) === 1) setImmediate(() => this.#answer());
    },
    failure: undefined,
  };

  queueIdOf(path: string): number {
    const key = path.toLowerCase();
    const id = this.#queueIds.get(key) ?? this.#queueIds.size + 1;
    this.#queueIds.set(key, id);
    return id;
  }

  recover(): ReturnType<Store['recover']> {
    return { messages: [], sequences: [], accepted: [], sessionStates: [], lastMessageId: 0 };
  }

  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys {
    const key = JSON.stringify([entity.toLowerCase(), rule]);
    const keys = this.#keys.get(key) ?? generateKeys();
    this.#keys.set(key, keys);
    return keys;
  }

  close(): void {
    this.#open = false;
  }

  #answer(): void {
    for (const callback of this.#waiting.splice(0)) if (this.#open) callback();
  }
}
