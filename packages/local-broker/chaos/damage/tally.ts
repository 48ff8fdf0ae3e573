/** What became of brokers, by what had happened to their files. */
export class Tally {
  readonly #kinds = new Map<string, { recovered: number; refused: number }>();

  count(kind: string, isRefused: boolean): void {
    const counts = this.#kinds.get(kind) ?? { recovered: 0, refused: 0 };
    counts[isRefused ? 'refused' : 'recovered'] += 1;
    this.#kinds.set(kind, counts);
  }

  get recovered(): number {
    return [...this.#kinds.values()].reduce((total, { recovered }) => total + recovered, 0);
  }

  get refused(): number {
    return [...this.#kinds.values()].reduce((total, { refused }) => total + refused, 0);
  }

  get lines(): readonly string[] {
    return [...this.#kinds].map(
      ([kind, { recovered, refused }]) => `${kind}: ${recovered} recovered, ${refused} refused`,
    );
  }
}
