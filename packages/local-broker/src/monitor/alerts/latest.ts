/** What happened last, the newest first; what is older than the last few is forgotten. */
export class Latest<Item> {
  readonly #items: Item[] = [];

  /** @param limit how many are remembered. */
  constructor(private readonly limit: number) {}

  add(item: Item): void {
    this.#items.unshift(item);
    this.#items.length = Math.min(this.#items.length, this.limit);
  }

  all(): readonly Item[] {
    return [...this.#items];
  }

  clear(): void {
    this.#items.length = 0;
  }
}
