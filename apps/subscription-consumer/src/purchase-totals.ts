import { createHash } from 'node:crypto';
import type { PurchaseMade, PurchaseTotals } from '@ams/messages';

/** Parts of the currency's main unit that sums are kept to: finer ones are what binary fractions leave behind. */
const finest = 1_000_000;

/**
 * Adds up purchases.
 *
 * Its id is made of theirs, so that the same purchases have the same totals, whenever and by whomever they are added up.
 *
 * @returns undefined if there are none
 */
export function totalsOf(purchases: readonly PurchaseMade[]): PurchaseTotals | undefined {
  if (purchases.length === 0) return undefined;
  const sum = purchases.reduce((total, { amount = 0 }) => total + amount, 0);
  return {
    event_id: idOf(purchases.map(({ event_id }) => event_id)),
    type: 'purchase.totals',
    ts: purchases.map(({ ts }) => ts).reduce((latest, ts) => (Date.parse(ts) > Date.parse(latest) ? ts : latest)),
    purchases: purchases.length,
    amount: Math.round(sum * finest) / finest,
  };
}

function idOf(eventIds: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...eventIds].sort()))
    .digest('hex');
}
