/** How far lines are done without a gap, though they are done out of order. Knows only those that are under way. */
export class ContiguousLines {
  #through: number;
  /** In their order, from the head on. */
  #begun: number[] = [];
  #head = 0;
  readonly #done = new Set<number>();

  /** @param through the last line before which all were done already */
  constructor(through: number) {
    this.#through = through;
  }

  /** The last line that is done, and all begun before it. */
  get through(): number {
    return this.#through;
  }

  /** @param line greater than those before */
  begin(line: number): void {
    this.#begun.push(line);
  }

  end(line: number): void {
    this.#done.add(line);
    for (let next = this.#begun[this.#head]; next !== undefined && this.#done.delete(next);) {
      this.#through = next;
      this.#head += 1;
      next = this.#begun[this.#head];
    }
    if (this.#head > 10_000) {
      this.#begun = this.#begun.slice(this.#head);
      this.#head = 0;
    }
  }
}
