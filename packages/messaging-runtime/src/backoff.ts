import { setTimeout as pause } from 'node:timers/promises';
import { isTransient } from './errors.js';

const shortestPause = 250;
const longestPause = 15_000;

/**
 * Milliseconds to wait before the next attempt: twice as long after each failure, up to 15 seconds, and by chance up to
 * half of it less, so that many who wait for the same broker do not come at once.
 *
 * @param failures in a row, so far
 */
export function pauseAfter(failures: number): number {
  const full = Math.min(longestPause, shortestPause * 2 ** Math.min(failures, 10));
  return Math.round(full * (1 - Math.random() / 2));
}

export interface PersistOptions {
  /** Milliseconds after the first failure for which it goes on. */
  readonly patience: number;
  /** Whether trying again later can help. Default: for what is transient. */
  readonly canHeal?: ((error: unknown) => boolean) | undefined;
  /** Told of each failure that is followed by another attempt. */
  readonly onRetry?: ((error: unknown) => void) | undefined;
}

/** Tries until it works, or fails for a reason that time does not heal, or patience ends. */
export async function persist<Result>(
  attempt: () => Promise<Result>,
  { patience, canHeal = isTransient, onRetry }: PersistOptions,
): Promise<Result> {
  let firstFailure: number | undefined;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      firstFailure ??= performance.now();
      const pauseInMs = pauseAfter(failures);
      if (!canHeal(error) || performance.now() + pauseInMs - firstFailure > patience) throw error;
      onRetry?.(error);
      await pause(pauseInMs);
    }
  }
}
