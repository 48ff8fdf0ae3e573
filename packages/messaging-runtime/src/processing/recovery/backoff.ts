/** How a message that keeps failing is put off. */
export interface DelayedRetries {
  /** How often. Default 3; 0 for never. */
  readonly count: number;
  /** Longest delay before the first one, in milliseconds; it doubles with each. Default 10,000. */
  readonly base: number;
  /** Longest delay of all, in milliseconds. Default 600,000. */
  readonly max: number;
}

/**
 * Milliseconds to wait: by chance, up to a limit that doubles from retry to retry ("full jitter"), so that the many that
 * failed together do not come back together.
 *
 * @param attempt 1 for the first delayed retry
 * @param random from 0 to 1
 */
export function delayBefore(attempt: number, { base, max }: DelayedRetries, random: () => number): number {
  return Math.round(Math.min(max, base * 2 ** Math.min(attempt - 1, 40)) * random());
}
