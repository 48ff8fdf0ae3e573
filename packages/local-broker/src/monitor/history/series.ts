/** Points that are kept together. A block in which a column never changes is one number. */
const blockLength = 60;

type Block = number | Float64Array;

/**
 * The latest points of some columns, by the number of the point. What does not change takes next to no memory, so that a
 * thousand entities that nobody uses, or that have the same dead letters all day, cost little.
 */
export class Series {
  readonly #blocks: (Block | undefined)[];
  /** Blocks of one column: one more than the points need, because the oldest one goes as a whole. */
  readonly #perColumn: number;
  #latest = -Infinity;

  /**
   * @param columns how many there are.
   * @param points how many of the latest can be read at least.
   */
  constructor(columns: number, points: number) {
    this.#perColumn = Math.ceil(points / blockLength) + 1;
    this.#blocks = new Array<Block | undefined>(columns * this.#perColumn).fill(undefined);
  }

  /**
   * Keeps a point.
   *
   * @param point its number, higher than those before.
   * @param values one for each column.
   */
  write(point: number, values: Float64Array): void {
    const isNew = blockOf(point) !== blockOf(this.#latest);
    const slot = blockOf(point) % this.#perColumn;
    for (let column = 0, at = slot; column < values.length; column += 1, at += this.#perColumn) {
      const value = values[column] ?? 0;
      const block = this.#blocks[at];
      if (isNew) this.#blocks[at] = value;
      else if (block !== value) this.#blocks[at] = changed(block, point % blockLength, value);
    }
    this.#latest = point;
  }

  /** The value of a column at a point that was written, and is among the latest. */
  read(point: number, column: number): number {
    const block = this.#blocks[column * this.#perColumn + (blockOf(point) % this.#perColumn)] ?? 0;
    return typeof block === 'number' ? block : (block[point % blockLength] ?? 0);
  }
}

function blockOf(point: number): number {
  return Math.floor(point / blockLength);
}

function changed(block: Block | undefined, index: number, value: number): Block {
  const values = typeof block === 'object' ? block : new Float64Array(blockLength).fill(block ?? 0);
  values[index] = value;
  return values;
}
