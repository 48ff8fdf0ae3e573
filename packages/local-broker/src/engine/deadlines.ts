import type { Clock } from './clock.js';

/** Something that happens at a time unless it is cancelled first. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Entry extends Deadline {
  readonly action: () => void;
  /** Position in the heap, kept up to date so that cancelling needs no search; -1 once gone. */
  index: number;
}

/**
 * Every lock expiry, time to live and schedule of a broker in one binary heap with one timer, so that a million
 * waiting messages cost a million heap entries and no timers.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];
  #armedFor = Infinity;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  schedule(at: number, action: () => void): Deadline {
    const entry: Entry = { at, action, index: this.#heap.length };
    this.#heap.push(entry);
    this.#rise(entry);
    if (at < this.#armedFor) this.#arm();
    return entry;
  }

  /** Takes a deadline back; without effect when it has passed or was cancelled before. */
  cancel(deadline: Deadline): void {
    const entry = deadline as Entry;
    if (entry.index < 0) return;
    this.#remove(entry);
  }

  /** Takes every deadline back: nothing of a closed broker may fire. */
  clear(): void {
    for (const entry of this.#heap) entry.index = -1;
    this.#heap.length = 0;
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedFor = Infinity;
  }

  #runDue(): void {
    this.#armedFor = Infinity;
    this.#disarm = undefined;
    for (let first = this.#heap[0]; first !== undefined && first.at <= this.#clock.now(); first = this.#heap[0]) {
      this.#remove(first);
      first.action();
    }
    this.#arm();
  }

  /** A wake-up that comes too early, because its deadline was cancelled, is cheaper than re-arming at each cancel. */
  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.at >= this.#armedFor) return;
    this.#disarm?.();
    this.#armedFor = first.at;
    this.#disarm = this.#clock.wakeAt(first.at, () => this.#runDue());
  }

  #remove(entry: Entry): void {
    const last = this.#heap.pop();
    if (last !== undefined && last !== entry) {
      last.index = entry.index;
      this.#heap[entry.index] = last;
      this.#rise(last);
      this.#sink(last);
    }
    entry.index = -1;
  }

  #rise(entry: Entry): void {
    for (;;) {
      const parent = this.#heap[(entry.index - 1) >> 1];
      if (entry.index === 0 || parent === undefined || parent.at <= entry.at) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[2 * entry.index + 1];
      const right = this.#heap[2 * entry.index + 2];
      const earlier = left !== undefined && right !== undefined && right.at < left.at ? right : left;
      if (earlier === undefined || earlier.at >= entry.at) return;
      this.#swap(entry, earlier);
    }
  }

  #swap(a: Entry, b: Entry): void {
    const index = a.index;
    a.index = b.index;
    b.index = index;
    this.#heap[a.index] = a;
    this.#heap[b.index] = b;
  }
}
