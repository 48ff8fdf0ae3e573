/**
 * Milliseconds after which a place that waits for a session is taken to be free because no session has messages, and not
 * because the broker is about to answer.
 */
const answerTime = 500;

/** The places that a processor has for sessions. */
export class Places {
  /** Moments since which those wait that have none. */
  readonly #waitingSince = new Map<object, number>();

  /**
   * Whether all are taken, or were a moment ago: others may be waiting that have messages, and no place is free for them.
   */
  get areScarce(): boolean {
    const now = performance.now();
    for (const since of this.#waitingSince.values()) if (now - since >= answerTime) return false;
    return true;
  }

  /** Has a place wait for a session. */
  async wait<Session>(session: () => Promise<Session>): Promise<Session> {
    const place = {};
    this.#waitingSince.set(place, performance.now());
    try {
      return await session();
    } finally {
      this.#waitingSince.delete(place);
    }
  }
}
