import { setTimeout as pauseFor } from 'node:timers/promises';

/** Time for a rate limit, to be turned by hand in a test. */
export interface Pacing {
  /** Milliseconds, from any moment. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when the signal fires. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Lets so many pass in a second, evenly: the first at once, each further one in its turn. */
export class RateLimit {
  readonly #interval: number;
  readonly #pacing: Pacing;
  #nextTurn = Number.NEGATIVE_INFINITY;
  /** Done when all have had their turn that came so far. */
  #line: Promise<void> = Promise.resolve();

  /** @param perSecond more than 0; Infinity lets all pass. */
  constructor(perSecond: number, pacing: Pacing = realTime) {
    this.#interval = 1_000 / perSecond;
    this.#pacing = pacing;
  }

  /** Resolves when it is the caller's turn. @returns false if the signal fired before. */
  async turn(signal: AbortSignal): Promise<boolean> {
    if (this.#interval > 0) {
      this.#line = this.#line.then(() => this.#wait(signal));
      await this.#line;
    }
    return !signal.aborted;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const now = this.#pacing.now();
    if (this.#nextTurn > now) await this.#pacing.pause(this.#nextTurn - now, signal);
    // What was missed is not made up for: that would be a burst.
    this.#nextTurn = Math.max(now, this.#nextTurn) + this.#interval;
  }
}

const realTime: Pacing = {
  now: () => performance.now(),
  pause: async (milliseconds, signal) => {
    await pauseFor(milliseconds, undefined, { signal }).catch(() => undefined);
  },
};
