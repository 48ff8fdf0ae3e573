/** Where the broker gets its time from. Handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Calls back once, at or soon after `time` (milliseconds since the epoch).
   *
   * @returns a function that takes the wake-up back.
   */
  wakeAt(time: number, callback: () => void): () => void;
}

/** Node's longest timer; a later wake-up is reached in several steps. */
const longestTimer = 2 ** 31 - 1;

/** The machine's own time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(time, callback) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = Math.max(0, time - Date.now());
      timer = delay > longestTimer ? setTimeout(arm, longestTimer) : setTimeout(callback, delay);
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/**
 * A clock that stands still until it is turned, for tests of everything that waits: lock expiry, time to live,
 * schedules.
 *
 * @example
 * const clock = new ManualClock();
 * const broker = await startBroker({ topology, clock });
 * clock.advance(45_000); // every lock of PT45S has now expired
 */
export class ManualClock implements Clock {
  #now: number;
  #wakeUps: { readonly time: number; readonly callback: () => void }[] = [];

  /**
   * @param start milliseconds since the epoch; default 2026-01-01T00:00:00Z.
   * @throws RangeError when it is no time.
   */
  constructor(start = Date.UTC(2026, 0, 1)) {
    if (!Number.isFinite(start)) {
      throw new RangeError(
        `A ManualClock cannot start at ${String(start)}. Give milliseconds since 1970, such as Date.now().`,
      );
    }
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  wakeAt(time: number, callback: () => void): () => void {
    const wakeUp = { time, callback };
    this.#wakeUps.push(wakeUp);
    return () => {
      this.#wakeUps = this.#wakeUps.filter((other) => other !== wakeUp);
    };
  }

  /**
   * Turns the clock by `milliseconds` and runs, in order, all that falls due on the way.
   *
   * @throws RangeError when it would go back.
   */
  advance(milliseconds: number): void {
    checkForward(milliseconds);
    const end = this.#now + milliseconds;
    for (;;) {
      const due = this.#wakeUps.filter(({ time }) => time <= end).sort((a, b) => a.time - b.time)[0];
      if (due === undefined) break;
      this.#wakeUps = this.#wakeUps.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.time);
      due.callback();
    }
    this.#now = end;
  }
}

/** @throws RangeError when a clock that is moved by so much would go back, or nowhere that can be told. */
export function checkForward(milliseconds: number): void {
  if (milliseconds >= 0 && Number.isFinite(milliseconds)) return;
  throw new RangeError(`A clock cannot be moved by ${milliseconds} ms. Give 0 or more.`);
}
