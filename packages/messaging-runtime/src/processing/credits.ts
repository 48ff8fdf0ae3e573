/**
 * The credits of a receiver that was made by `subscribe`: how many messages the broker may still send.
 *
 * The client grants `maxConcurrentCalls` of them when its link opens, an arriving message takes one, and the client gives
 * it back when the promise of `processMessage` resolves. So that promise is the credit, and here is where it is kept.
 */
export class Credits {
  /** Granted when a link opens. */
  readonly granted: number;
  readonly #kept: (() => void)[] = [];
  #outstanding = 0;

  /** @param granted credits that the client grants when its link opens, its `maxConcurrentCalls` */
  constructor(granted: number) {
    this.granted = granted;
  }

  /** Messages that may still arrive. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** A link is open. What was kept belonged to another: giving it back would be granting it twice. */
  onLinkOpen(): void {
    this.#kept.length = 0;
    this.#outstanding = this.granted;
  }

  /**
   * A message has arrived.
   *
   * @returns what `processMessage` is to return: its credit
   */
  take(): Promise<void> {
    if (this.#outstanding > 0) this.#outstanding -= 1;
    return new Promise((giveBack) => this.#kept.push(giveBack));
  }

  /**
   * Gives back as many as can be used, once that are twice as many as are outstanding: the broker is told of many at once,
   * since telling it of each costs both sides more than it brings.
   *
   * @param room messages that may arrive from now on
   */
  giveBack(room: number): void {
    if (2 * this.#outstanding > room) return;
    while (this.#outstanding < room) {
      const giveBack = this.#kept.pop();
      if (giveBack === undefined) return;
      this.#outstanding += 1;
      giveBack();
    }
  }
}
