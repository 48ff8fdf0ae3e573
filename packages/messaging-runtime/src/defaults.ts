/**
 * What publishing and processing do unless told otherwise. What processing prefetches comes from the measurements under
 * "Tuning" in the README, which also says what to change when the broker is farther away.
 */

export const publishingDefaults: Readonly<Record<'maxMessagesPerBatch' | 'maxBatchesInFlight', number>> = {
  /** Messages in one batch: as many small ones as fit into 256 KB, the limit of Standard. */
  maxMessagesPerBatch: 1_000,
  /** Batches sent and not yet accepted. */
  maxBatchesInFlight: 4,
};

export const processingDefaults: Readonly<
  Record<'concurrency' | 'prefetch' | 'maxLockRenewal' | 'stopDeadline', number>
> = {
  /** Handlers that run at the same time. */
  concurrency: 100,
  /** Messages held at once, being handled or ready. */
  prefetch: 400,
  /** Milliseconds that a message's lock is renewed for while it waits or is handled. */
  maxLockRenewal: 300_000,
  /**
   * Milliseconds that handlers have to end when processing stops. Kubernetes and Azure Container Apps end a process 30
   * seconds after they have told it to stop: that leaves five to settle and to close.
   */
  stopDeadline: 25_000,
};

export const batchDefaults: Readonly<Record<'batchSize' | 'batchWait' | 'concurrency' | 'prefetch', number>> = {
  /** Most messages of a batch: as many as a transaction of Service Bus may send. */
  batchSize: 100,
  /** Milliseconds that the first message of a batch waits for others. */
  batchWait: 100,
  /** Batches that are handled at the same time. */
  concurrency: 2,
  /** Messages held at once: two batches being handled, two ready. */
  prefetch: 400,
};

export const circuitBreakerDefaults: Readonly<
  Record<'failureRate' | 'outcomes' | 'minimumOutcomes' | 'window' | 'firstPause' | 'longestPause', number>
> = {
  /** Share of failures beyond which it opens. */
  failureRate: 0.5,
  /** Latest outcomes that are looked at. */
  outcomes: 100,
  /** Outcomes below which it never opens. */
  minimumOutcomes: 20,
  /** Milliseconds for which an outcome counts. */
  window: 30_000,
  /** Longest first pause, in milliseconds. */
  firstPause: 1_000,
  /** Longest pause of all, in milliseconds. */
  longestPause: 60_000,
};

export const recoverabilityDefaults: Readonly<
  Record<'immediateRetries' | 'immediatePause' | 'count' | 'base' | 'max' | 'busyPatience', number>
> = {
  /** How often a handler that failed is called again in the same delivery. */
  immediateRetries: 5,
  /** Milliseconds before each of these. */
  immediatePause: 0,
  /** How often a message that goes on failing is put off. */
  count: 3,
  /** Longest delay of the first time, in milliseconds; it doubles from time to time. */
  base: 10_000,
  /** Longest delay of all, in milliseconds. */
  max: 600_000,
  /**
   * Milliseconds that a message waits to be put off while the entity takes nothing. Less than handlers have to end when
   * processing stops.
   */
  busyPatience: 20_000,
};

/** What processing in sessions does beyond that. */
export const sessionDefaults: Readonly<
  Record<'sessions' | 'idle' | 'maxMessagesPerSession' | 'maxTimePerSession', number>
> = {
  /** Sessions held at once. */
  sessions: 8,
  /** Milliseconds that a session without messages is kept, as long as no other may be waiting for its place. */
  idle: 2_000,
  /** Messages after which a session gives its place to others that may be waiting. */
  maxMessagesPerSession: 100,
  /** Milliseconds after which it does so. */
  maxTimePerSession: 30_000,
};

export const inboxDefaults: Readonly<Record<'window' | 'lease' | 'pruneInterval', number>> = {
  /** Milliseconds that a message is remembered for: seven days, the longest time for which Azure detects duplicates. */
  window: 604_800_000,
  /** Milliseconds after which another process takes over what a process that died was at. */
  lease: 15_000,
  /** Milliseconds between two times that old messages are forgotten. */
  pruneInterval: 3_600_000,
};
