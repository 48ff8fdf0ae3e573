import type { Clock } from '../../engine/clock.js';
import type { Deadline, Deadlines } from '../../engine/deadlines.js';

const second = 1000;
const minute = 60 * second;

/** Looks in one turn of the event loop after which they become rarer: a quarter of an hour by the second, a day by the minute. */
const bySecond = 900;
const byMinute = 1440;

/**
 * Looks once a second, as long as the broker's clock goes with the machine's. A clock that is moved by hand brings many
 * seconds in one turn of the event loop: those of a quarter of an hour are looked at one by one, then the minutes of a
 * day, and beyond that ever less, so that a year costs no more than a day.
 */
export class Sampling {
  #deadline: Deadline | undefined;
  #looks = 0;
  #endOfTurn: NodeJS.Immediate | undefined;

  /** @param look called at full seconds of the clock. */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly deadlines: Deadlines,
    private readonly look: () => void,
  ) {
    this.#schedule(second);
  }

  stop(): void {
    if (this.#deadline) this.deadlines.cancel(this.#deadline);
    clearImmediate(this.#endOfTurn);
  }

  #run(): void {
    this.look();
    this.#looks += 1;
    this.#endOfTurn ??= setImmediate(() => this.#turnEnded()).unref();
    this.#schedule(stepAfter(this.#looks));
  }

  /** The clock stands still, or goes with the machine's: what comes next is looked at by the second again. */
  #turnEnded(): void {
    this.#endOfTurn = undefined;
    this.#looks = 0;
    if (this.#deadline) this.deadlines.cancel(this.#deadline);
    this.#schedule(second);
  }

  #schedule(step: number): void {
    const at = (Math.floor(this.clock.now() / step) + 1) * step;
    this.#deadline = this.deadlines.schedule(at, () => this.#run());
  }
}

function stepAfter(looks: number): number {
  if (looks < bySecond) return second;
  if (looks < bySecond + byMinute) return minute;
  return minute * 2 ** (looks - bySecond - byMinute + 1);
}
