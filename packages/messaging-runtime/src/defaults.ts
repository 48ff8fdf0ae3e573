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

export const processingDefaults: Readonly<Record<'concurrency' | 'prefetch' | 'maxLockRenewal', number>> = {
  /** Handlers that run at the same time. */
  concurrency: 100,
  /** Messages held at once, being handled or ready. */
  prefetch: 400,
  /** Milliseconds that a message's lock is renewed for while it waits or is handled. */
  maxLockRenewal: 300_000,
};
