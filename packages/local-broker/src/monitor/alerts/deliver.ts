import { setTimeout as pause } from 'node:timers/promises';

import { DeliveryError } from './delivery-error.js';

/** How often a receiver is tried, and how long it is waited in between. */
export interface Attempts {
  /** Milliseconds to wait for the answer to each attempt. */
  readonly timeouts: readonly number[];
  /** Milliseconds before the second attempt and those after. */
  readonly pauses: readonly number[];
}

/**
 * Three attempts, with the time that Azure gives each to answer. It does not say what it waits in between.
 *
 * Source: "Action groups" (learn.microsoft.com).
 */
export const azureAttempts: Attempts = { timeouts: [10_000, 30_000, 30_000], pauses: [1_000, 5_000] };

/**
 * Tries until it succeeds, until another attempt is of no use, or until there is none left.
 *
 * @throws DeliveryError of the last attempt.
 */
export async function deliver(
  attempt: (timeout: number) => Promise<void>,
  { timeouts, pauses }: Attempts,
  closing: AbortSignal,
): Promise<void> {
  for (const [index, timeout] of timeouts.entries()) {
    try {
      return await attempt(timeout);
    } catch (error) {
      const isLast = index === timeouts.length - 1;
      if (!(error instanceof DeliveryError) || !error.isPassing || isLast || closing.aborted) throw error;
    }
    await pause(pauses[index] ?? 0, undefined, { signal: closing, ref: false });
  }
}
