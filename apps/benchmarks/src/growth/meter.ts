import type { MeasuredBroker } from './measured-broker.js';

/** Adds up what the broker used while some kind of work was done, and how long that took. */
export class Meter {
  readonly #broker: Pick<MeasuredBroker, 'cpu'>;
  #cpuMicroseconds = 0;
  #milliseconds = 0;
  #count = 0;

  constructor(broker: Pick<MeasuredBroker, 'cpu'>) {
    this.#broker = broker;
  }

  /** @param count what was worked on, usually messages */
  async measure(count: number, work: () => Promise<void>): Promise<void> {
    const cpuBefore = await this.#broker.cpu();
    const before = performance.now();
    await work();
    this.#milliseconds += performance.now() - before;
    this.#cpuMicroseconds += (await this.#broker.cpu()) - cpuBefore;
    this.#count += count;
  }

  /** Microseconds of the broker's CPU for each. */
  get cpuEach(): number {
    return this.#cpuMicroseconds / this.#count;
  }

  /** How many there were in a second, with the clients' own cost. */
  get perSecond(): number {
    return (this.#count / this.#milliseconds) * 1_000;
  }
}
