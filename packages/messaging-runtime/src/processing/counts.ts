/** What became of the messages that a processor received. */
export interface ProcessingCounts {
  /** Deliveries. */
  readonly received: number;
  /** Handled and completed. */
  readonly processed: number;
  /** Deliveries that were not the message's first. */
  readonly retried: number;
  /** Handed back after a failure, to come again or, past the entity's maximum, to be dead-lettered by the broker. */
  readonly abandoned: number;
  /** Completed after a failure, with a copy that comes later in its place. */
  readonly retriedLater: number;
  /** Handed back unread, since the processor was stopping. */
  readonly released: number;
  /** Handed back since the handler was not done by the stop deadline. What it did may be done again. */
  readonly cutShort: number;
  /** Dead-lettered by the handler's word. */
  readonly deadLettered: number;
  /** The lock had expired before the message was handled and settled: they come again. */
  readonly lockLost: number;
  /** Handled, but the broker could not be told: they come again once their lock has expired. */
  readonly unsettled: number;
  /** Times that the circuit breaker has paused the processor, however many trials it took to go on. */
  readonly paused: number;
}

export type MutableCounts = { -readonly [Key in keyof ProcessingCounts]: number };

export function zeroCounts(): MutableCounts {
  return {
    received: 0,
    processed: 0,
    retried: 0,
    abandoned: 0,
    retriedLater: 0,
    released: 0,
    cutShort: 0,
    deadLettered: 0,
    lockLost: 0,
    unsettled: 0,
    paused: 0,
  };
}
