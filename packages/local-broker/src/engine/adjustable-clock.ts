import { checkForward, type Clock, systemClock } from './clock.js';

/** A clock that can be moved forward: a `ManualClock` or an `AdjustableClock`. */
export interface MovableClock extends Clock {
  /**
   * Moves the clock forward and runs, in order, all that falls due on the way.
   *
   * @param milliseconds 0 or more.
   */
  advance(milliseconds: number): void;
}

/** Whether the clock can be moved; the machine's cannot. */
export function isMovable(clock: Clock): clock is MovableClock {
  return 'advance' in clock;
}

interface WakeUp {
  readonly time: number;
  readonly callback: () => void;
  disarm: () => void;
}

/**
 * A clock that runs with another one, the machine's unless told otherwise, and can be moved forward: a lock of five
 * minutes ends when a test says so, and what waits for a second still gets it.
 *
 * @example
 * const clock = new AdjustableClock();
 * const broker = await startBroker({ topology, clock });
 * clock.advance(300_000); // every lock of PT5M has now expired
 */
export class AdjustableClock implements MovableClock {
  readonly #base: Clock;
  #offset = 0;
  /** Time that a jump has come to while it runs what falls due on the way. */
  #jumpingAt: number | undefined;
  readonly #wakeUps = new Set<WakeUp>();

  constructor(base: Clock = systemClock) {
    this.#base = base;
  }

  now(): number {
    return this.#jumpingAt ?? this.#base.now() + this.#offset;
  }

  wakeAt(time: number, callback: () => void): () => void {
    const wakeUp: WakeUp = { time, callback, disarm: () => undefined };
    this.#wakeUps.add(wakeUp);
    this.#arm(wakeUp);
    return () => {
      wakeUp.disarm();
      this.#wakeUps.delete(wakeUp);
    };
  }

  /**
   * Moves the clock forward and runs, in order, all that falls due on the way; each sees the time it fell due at.
   *
   * @param milliseconds 0 or more: what has happened cannot be undone.
   * @throws RangeError when it is negative or no number.
   */
  advance(milliseconds: number): void {
    checkForward(milliseconds);
    const start = this.now();
    const end = start + milliseconds;
    this.#offset += milliseconds;
    this.#jumpingAt = start;
    try {
      for (let due = this.#dueBy(end); due !== undefined; due = this.#dueBy(end)) {
        this.#jumpingAt = Math.max(this.#jumpingAt, due.time);
        this.#fire(due);
      }
    } finally {
      this.#jumpingAt = undefined;
    }
    for (const wakeUp of this.#wakeUps) this.#arm(wakeUp);
  }

  #arm(wakeUp: WakeUp): void {
    wakeUp.disarm();
    wakeUp.disarm = this.#base.wakeAt(wakeUp.time - this.#offset, () => this.#fire(wakeUp));
  }

  #fire(wakeUp: WakeUp): void {
    wakeUp.disarm();
    if (this.#wakeUps.delete(wakeUp)) wakeUp.callback();
  }

  #dueBy(end: number): WakeUp | undefined {
    return [...this.#wakeUps].filter(({ time }) => time <= end).sort((a, b) => a.time - b.time)[0];
  }
}
