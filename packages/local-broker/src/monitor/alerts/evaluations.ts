import type { Clock } from '../../engine/clock.js';
import type { Deadline, Deadlines } from '../../engine/deadlines.js';

/** After the full minute, in milliseconds, so that its measurements are there: Azure takes longer. */
const delay = 1_000;

/** Evaluations in one turn of the event loop after which they become rarer: a day of minutes. */
const mostInTurn = 1_440;

/**
 * Evaluates again and again, by the broker's clock. One that is moved by hand brings many evaluations in one turn of the
 * event loop: those of a day are made one by one, and beyond that ever fewer, so that a year costs no more than a day.
 */
export class Evaluations {
  #deadline: Deadline | undefined;
  #inTurn = 0;
  #endOfTurn: NodeJS.Immediate | undefined;

  /** @param frequency milliseconds from one to the next. */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly deadlines: Deadlines,
    private readonly frequency: number,
    private readonly evaluate: () => void,
  ) {
    this.#schedule();
  }

  stop(): void {
    if (this.#deadline) this.deadlines.cancel(this.#deadline);
    clearImmediate(this.#endOfTurn);
  }

  #run(): void {
    this.evaluate();
    this.#inTurn += 1;
    this.#endOfTurn ??= setImmediate(() => this.#turnEnded()).unref();
    this.#schedule();
  }

  #turnEnded(): void {
    this.#endOfTurn = undefined;
    this.#inTurn = 0;
    if (this.#deadline) this.deadlines.cancel(this.#deadline);
    this.#schedule();
  }

  /** What was missed, because the machine slept, is left out: its minutes were not measured. */
  #schedule(): void {
    const step = this.frequency * 2 ** Math.max(0, this.#inTurn - mostInTurn);
    const at = (Math.floor(this.clock.now() / step) + 1) * step + delay;
    this.#deadline = this.deadlines.schedule(at, () => this.#run());
  }
}
