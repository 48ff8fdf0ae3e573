import { setTimeout as sleep } from 'node:timers/promises';

/** Time, to be turned by hand in a test. */
export interface PaceClock {
  /** Milliseconds from any moment. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when the signal fires. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Milliseconds of work that goes at once, where the rate is higher than one message in that time. */
const tick = 20;

/**
 * Lets so many messages a second pass, spread evenly. What was missed in a pause, of the machine or of the broker, is not
 * made up for: that would be a burst.
 */
export class Pacer {
  readonly #perTick: number;
  readonly #interval: number;
  readonly #signal: AbortSignal;
  readonly #clock: PaceClock;
  #due: number | undefined;
  #left = 0;
  #waiting: Promise<void> | undefined;

  /** @param signal ends all waiting */
  constructor(perSecond: number, signal: AbortSignal, clock: PaceClock = realTime) {
    this.#perTick = Math.max(1, Math.round((perSecond * tick) / 1_000));
    this.#interval = (this.#perTick * 1_000) / perSecond;
    this.#signal = signal;
    this.#clock = clock;
  }

  /** Lets one message pass: at once, or when its time has come. */
  take(): Promise<void> | undefined {
    if (this.#signal.aborted) return undefined;
    if (this.#left === 0) {
      const wait = this.#untilNextTick();
      // Of several who wait, one may find that the others have taken all of this tick's.
      if (wait !== undefined) return wait.then(() => this.take());
    }
    this.#left -= 1;
    return undefined;
  }

  #untilNextTick(): Promise<void> | undefined {
    if (this.#waiting !== undefined) return this.#waiting;
    const now = this.#clock.now();
    const due = Math.max(this.#due ?? now, now);
    const begin = (): void => {
      this.#due = due + this.#interval;
      this.#left = this.#perTick;
      this.#waiting = undefined;
    };
    if (due <= now) {
      begin();
      return undefined;
    }
    this.#waiting = this.#clock.pause(due - now, this.#signal).then(begin);
    return this.#waiting;
  }
}

const realTime: PaceClock = {
  now: () => performance.now(),
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
};
