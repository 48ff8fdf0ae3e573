/** Remembers the latest ids, so many that memory stays bounded, and counts those that come twice. */
export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #capacity: number;
  #duplicates = 0;

  /** @param capacity ids to remember. Default a million, about 100 MB when full */
  constructor(capacity = 1_000_000) {
    this.#capacity = capacity;
  }

  /** How many ids were seen again while they were remembered. */
  get duplicates(): number {
    return this.#duplicates;
  }

  see(id: string): void {
    if (this.#ids.has(id)) {
      this.#duplicates += 1;
      return;
    }
    this.#ids.add(id);
    if (this.#ids.size > this.#capacity) {
      // A Set gives its oldest first.
      const { value: oldest } = this.#ids.values().next();
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
  }
}
