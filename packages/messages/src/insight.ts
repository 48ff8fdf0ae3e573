import { z } from 'zod';
import { amountField, idField, timestampField } from './fields.js';

/** Sum of the purchases that were looked at together. */
export const purchaseTotalsSchema = z.object(
  {
    event_id: idField,
    type: z.literal('purchase.totals', { error: 'must be purchase.totals' }),
    ts: timestampField,
    /** Purchases in the sum. */
    purchases: z.int('must be a whole number of at least 1').min(1, 'must be a whole number of at least 1'),
    /** Sum of their amounts. */
    amount: amountField,
  },
  { error: 'must be a JSON object' },
);

export type PurchaseTotals = Readonly<z.infer<typeof purchaseTotalsSchema>>;

/** Anything that the topic of insights carries: what the analytics consumers find out. */
export const insightSchema = purchaseTotalsSchema;

export type Insight = PurchaseTotals;
