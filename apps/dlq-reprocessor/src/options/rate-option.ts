import { wholeNumber } from '@ams/messaging-runtime/cli';

const count = wholeNumber(1, 100_000);

/** Reads a rate: `50` or `50/s`. */
export function perSecond(text: string): number {
  return count(text.replace(/\/s$/, ''));
}
