/** What to ask the receiver for. */
export interface ReceiveRequest {
  readonly count: number;
  readonly maxWaitTimeInMs: number;
}

/** How long a batch may take to fill, in milliseconds: it bounds the delay that batching adds to a message. */
const fillTime = 20;

/** How long to wait for the first message of a quiet entity, in milliseconds: it bounds how long a stop takes. */
const quietTime = 1_000;

/**
 * Asks for single messages while an entity is quiet, and for batches while it is busy. The client hands out a batch when
 * it is full or its time is over, so that a large batch delays the message that comes alone, and a batch of one is full
 * at once.
 *
 * A request is never cancelled: the client would drop what has arrived for it, locked until the lock expires.
 */
export class ReceivePace {
  #busy = true;

  /**
   * @param most messages that the caller can take, at least 1
   * @param patience milliseconds that the caller can wait
   */
  next(most: number, patience: number = quietTime): ReceiveRequest {
    if (this.#busy) return { count: most, maxWaitTimeInMs: fillTime };
    return { count: 1, maxWaitTimeInMs: Math.max(1, Math.min(quietTime, patience)) };
  }

  /** @param count messages that the last request brought */
  observe(count: number): void {
    this.#busy = count > 0;
  }
}
