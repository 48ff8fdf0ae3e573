/** The latest outcomes of a circuit breaker, as far as they are new enough. Adding one costs two writes. */
export class OutcomeWindow {
  readonly #hasFailed: Uint8Array;
  readonly #times: Float64Array;
  /** Place of the next one. */
  #next = 0;
  #size = 0;
  #failures = 0;

  /** @param capacity outcomes that it keeps, at least 1 */
  constructor(capacity: number) {
    this.#hasFailed = new Uint8Array(capacity);
    this.#times = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get failures(): number {
    return this.#failures;
  }

  add(hasFailed: boolean, time: number): void {
    if (this.#size === this.#times.length) this.#dropOldest();
    this.#hasFailed[this.#next] = hasFailed ? 1 : 0;
    this.#times[this.#next] = time;
    this.#next = (this.#next + 1) % this.#times.length;
    this.#size += 1;
    if (hasFailed) this.#failures += 1;
  }

  /** Forgets those from before a moment. */
  dropBefore(time: number): void {
    while (this.#size > 0 && (this.#times[this.#oldest] ?? 0) < time) this.#dropOldest();
  }

  clear(): void {
    this.#size = 0;
    this.#failures = 0;
  }

  get #oldest(): number {
    return (this.#next - this.#size + this.#times.length) % this.#times.length;
  }

  #dropOldest(): void {
    this.#failures -= this.#hasFailed[this.#oldest] ?? 0;
    this.#size -= 1;
  }
}
