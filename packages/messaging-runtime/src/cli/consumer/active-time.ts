/**
 * Time between the first and the last sign of work, so that waiting for messages does not count as slowness. A failure is a
 * sign of work, too.
 */
export class ActiveTime {
  #first: number | undefined;
  #last = 0;

  /** 0 until something was done. */
  get milliseconds(): number {
    return this.#first === undefined ? 0 : this.#last - this.#first;
  }

  /** A handler begins. */
  begin(): void {
    if (this.#first !== undefined) return;
    this.#first = performance.now();
    this.#last = this.#first;
  }

  /** A handler has ended. */
  mark(): void {
    this.#last = performance.now();
  }
}
