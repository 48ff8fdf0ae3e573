/** How long a trail is, and how far its points are apart, in milliseconds. */
const length = 15 * 60_000;
const step = 15_000;

interface Point {
  readonly at: number;
  readonly value: number;
}

/** The last quarter of an hour of one figure, coarse enough to be a line of a word's length. */
export class Trail {
  private points: readonly Point[] = [];

  /** Oldest first. */
  get values(): readonly number[] {
    return this.points.map(({ value }) => value);
  }

  /** The last value of each stretch of time stands for it. Moments come in their order. */
  add(at: number, value: number): void {
    const last = this.points.at(-1);
    const isSameStretch = last !== undefined && Math.floor(last.at / step) === Math.floor(at / step);
    const before = isSameStretch ? this.points.slice(0, -1) : this.points;
    this.points = [...before.filter((point) => point.at > at - length), { at, value }];
  }

  /** Puts what was before the first known point there. */
  seed(at: readonly number[], values: readonly (number | null)[]): void {
    const since = this.points;
    const first = since[0]?.at ?? Number.POSITIVE_INFINITY;
    this.points = [];
    at.forEach((moment, index) => {
      const value = values[index];
      if (moment < first && value !== null && value !== undefined) this.add(moment, value);
    });
    for (const point of since) this.add(point.at, point.value);
  }
}
