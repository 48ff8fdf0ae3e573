/** Slots for each id that fits, so that looking for one takes few steps. */
const slotsPerId = 2;

/**
 * A set of ids that keeps 53 bits of each instead of its text: 16 bytes an id, nothing for the garbage collector to move.
 * Two different ids are taken for one another once in thousands of sets of a million.
 */
export class IdTable {
  readonly #slots: Float64Array;
  readonly #capacity: number;
  #size = 0;

  /** @param capacity most ids that it takes, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#slots = new Float64Array(slotsPerId * capacity);
  }

  get isFull(): boolean {
    return this.#size >= this.#capacity;
  }

  has(fingerprint: number): boolean {
    return this.#slots[this.#slotOf(fingerprint)] === fingerprint;
  }

  /** @throws RangeError if it is full */
  add(fingerprint: number): void {
    if (this.isFull) throw new RangeError(`the table has its ${this.#capacity} ids`);
    const slot = this.#slotOf(fingerprint);
    if (this.#slots[slot] === fingerprint) return;
    this.#slots[slot] = fingerprint;
    this.#size += 1;
  }

  /** Where it is, or where it belongs: the first free slot from its own on. */
  #slotOf(fingerprint: number): number {
    const { length } = this.#slots;
    let slot = fingerprint % length;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== fingerprint) slot = slot + 1 === length ? 0 : slot + 1;
    return slot;
  }
}

/** 53 bits of a text, never 0: two hashes of 32 and 21 bits, FNV-1a and a multiplicative one. */
export function fingerprintOf(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) ^ (low >>> 13);
  }
  return (low >>> 11) * 0x1_0000_0000 + (high >>> 0) || 1;
}
