import { fingerprintOf, IdTable } from './id-table.js';

/** Remembers the latest ids, so many that memory stays bounded, and counts those that come twice. */
export class RecentIds {
  readonly #capacity: number;
  #latest: IdTable;
  #earlier: IdTable | undefined;
  #duplicates = 0;

  /** @param capacity latest ids that are remembered for sure, and up to as many before them. Default a million: 16 to 32 MB */
  constructor(capacity = 1_000_000) {
    this.#capacity = capacity;
    this.#latest = new IdTable(capacity);
  }

  /** How many ids were seen again while they were remembered. */
  get duplicates(): number {
    return this.#duplicates;
  }

  see(id: string): void {
    const fingerprint = fingerprintOf(id);
    if (this.#latest.has(fingerprint) || this.#earlier?.has(fingerprint) === true) {
      this.#duplicates += 1;
      return;
    }
    if (this.#latest.isFull) {
      this.#earlier = this.#latest;
      this.#latest = new IdTable(this.#capacity);
    }
    this.#latest.add(fingerprint);
  }
}
