/** Which of the latest moments were looked at. All entities are looked at together, so that they share it. */
export class Timeline {
  readonly #isKnown: Uint8Array;
  #first: number | undefined;
  #latest = -Infinity;

  /**
   * @param step milliseconds between two points. The number of a point is its time in such steps since the epoch.
   * @param points how many are kept.
   */
  constructor(
    readonly step: number,
    readonly points: number,
  ) {
    this.#isKnown = new Uint8Array(points);
  }

  /** The number of the latest point; -Infinity before there is any. */
  get latest(): number {
    return this.#latest;
  }

  /** A point is known from now on; those between it and the one before are not. */
  add(point: number): void {
    const skipped = Math.min(point - this.#latest - 1, this.points);
    for (let missing = point - skipped; missing < point; missing += 1) this.#isKnown[missing % this.points] = 0;
    this.#isKnown[point % this.points] = 1;
    this.#first ??= point;
    this.#latest = point;
  }

  isKnown(point: number): boolean {
    const isKept = point > this.#latest - this.points && point <= this.#latest && point >= (this.#first ?? Infinity);
    return isKept && this.#isKnown[point % this.points] === 1;
  }

  /** All points that are kept, known or not, oldest first. */
  get kept(): readonly number[] {
    return this.between(-Infinity, Infinity);
  }

  /** Those of them from a point on, up to and with another. */
  between(from: number, to: number): readonly number[] {
    if (this.#first === undefined) return [];
    const first = Math.max(this.#first, this.#latest - this.points + 1, from);
    const last = Math.min(this.#latest, to);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  }
}
