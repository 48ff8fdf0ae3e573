/** When each message is due at a steady rate. */
export class Schedule {
  readonly #start: number;
  readonly #perSecond: number;

  /**
   * @param start milliseconds: the first message is due
   * @param perSecond messages a second
   */
  constructor(start: number, perSecond: number) {
    this.#start = start;
    this.#perSecond = perSecond;
  }

  /** Milliseconds at which the message of this index is due; the first has index 0. */
  dueAt(index: number): number {
    return this.#start + (index * 1_000) / this.#perSecond;
  }

  /** How many messages are due by then. */
  dueBy(now: number): number {
    return now < this.#start ? 0 : Math.floor(((now - this.#start) * this.#perSecond) / 1_000) + 1;
  }
}
