import { z } from 'zod';
import { amountField, earlierAmountField, idField, timestampField } from './fields.js';

/** An order as it travels through the queue. Further properties are let through and ignored. */
export const orderSchema = z.object(
  {
    order_id: idField,
    ts: timestampField,
    amount: amountField,
    /** Whose order it is. Orders of one customer can be kept in sequence by it, as the session of their messages. */
    customer_id: idField.optional(),
  },
  { error: 'must be a JSON object' },
);

export type Order = Readonly<z.infer<typeof orderSchema>>;

/**
 * An order as the earlier producer writes it: the id is called `id`, the amount is decimal text. Consumers refuse it
 * unless they are told to accept the earlier format.
 */
export const earlierOrderSchema = z.object(
  {
    id: idField,
    ts: timestampField,
    amount: earlierAmountField,
  },
  { error: 'must be a JSON object' },
);

export type EarlierOrder = Readonly<z.infer<typeof earlierOrderSchema>>;

/** The same order in today's format. */
export function upgradeOrder(earlier: EarlierOrder): Order {
  return { order_id: earlier.id, ts: earlier.ts, amount: Number(earlier.amount) };
}
