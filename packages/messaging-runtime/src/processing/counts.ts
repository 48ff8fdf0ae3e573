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
  /** Handed back unread, since the processor was stopping. */
  readonly released: number;
  /** Dead-lettered by the handler's word. */
  readonly deadLettered: number;
  /** Handled, but the lock had expired by then: they come again. */
  readonly lockLost: number;
  /** Handled, but the broker could not be told: they come again once their lock has expired. */
  readonly unsettled: number;
}

export type MutableCounts = { -readonly [Key in keyof ProcessingCounts]: number };

export function zeroCounts(): MutableCounts {
  return {
    received: 0,
    processed: 0,
    retried: 0,
    abandoned: 0,
    released: 0,
    deadLettered: 0,
    lockLost: 0,
    unsettled: 0,
  };
}
