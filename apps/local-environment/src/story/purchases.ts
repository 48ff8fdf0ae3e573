import { readFileSync } from 'node:fs';

import { readEvent } from '@ams/messages';
import { z } from 'zod';

/** Purchases, and what they cost together. */
export interface Purchases {
  readonly purchases: number;
  readonly amount: number;
}

const line = z.object({ kind: z.string(), body: z.unknown() });

/** Adds up the purchases of a file of messages whose events were processed, in whichever format they are. */
export function purchasesOf(file: string, processedIds: readonly string[]): Purchases {
  const processed = new Set(processedIds);
  const events = readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => line.parse(JSON.parse(text)))
    .filter(({ kind }) => kind === 'event')
    .map(({ body }) => readEvent(body, { acceptEarlierFormat: true }));
  const purchases = events.flatMap((event) =>
    event.ok && event.message.type === 'purchase' && processed.has(event.message.event_id) ? [event.message] : [],
  );
  return sumOf(purchases.map(({ amount = 0 }) => ({ purchases: 1, amount })));
}

/** To the cent: sums of binary fractions are a little beside it. */
export function sumOf(sums: readonly Purchases[]): Purchases {
  const amount = sums.reduce((all, sum) => all + sum.amount, 0);
  return { purchases: sums.reduce((all, sum) => all + sum.purchases, 0), amount: Math.round(amount * 100) / 100 };
}
