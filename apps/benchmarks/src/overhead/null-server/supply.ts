import { bareMessageOf, firstMessageIn } from './sections.js';

/** The orders that all clients of a server share: as many as were asked for, and like the first one that was sent. */
export class Supply {
  #order: Buffer | undefined;
  #given = 0;
  #settled = 0;

  /** @param count orders to give out */
  constructor(private readonly count: number) {}

  /** The bare message that all orders are like; undefined before one was sent. */
  get order(): Buffer | undefined {
    return this.#order;
  }

  get given(): number {
    return this.#given;
  }

  get settled(): number {
    return this.#settled;
  }

  /** @param payload of the first frame of a transfer */
  learn(format: number, payload: Buffer): void {
    // A copy: the rest of what came with it need not be kept.
    this.#order ??= Buffer.from(bareMessageOf(firstMessageIn(format, payload)));
  }

  /** @returns the number of the first order, beginning with 1, and how many there are: 0 when all were given out. */
  take(most: number): { readonly first: number; readonly count: number } {
    const count = this.#order === undefined ? 0 : Math.max(0, Math.min(most, this.count - this.#given));
    const first = this.#given + 1;
    this.#given += count;
    return { first, count };
  }

  settle(count: number): void {
    this.#settled += count;
  }
}
