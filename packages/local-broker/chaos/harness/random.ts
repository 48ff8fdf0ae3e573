/** Chance that can be had again: the same seed makes the same choices in the same order. */
export class Random {
  #state: number;

  /** @param seed any whole number. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** @returns a number from 0 on, below 1. By mulberry32, which is short and even enough. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @returns a whole number from 0 on, below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** @returns whether something happens that happens in that part of all cases. */
  happens(part: number): boolean {
    return this.next() < part;
  }

  /** Chance of its own for a part of the run, so that what other parts do does not change it. */
  branch(): Random {
    return new Random(this.below(2 ** 32));
  }
}
