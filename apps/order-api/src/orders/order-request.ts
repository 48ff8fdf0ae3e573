import { orderSchema } from '@ams/messages';
import { z } from 'zod';

const { order_id: idField, customer_id: customerField } = orderSchema.shape;

/** Half of a character: it cannot be sent, and what would be sent instead is the same for all such ids. */
const isWellFormed = (text: string | undefined): boolean => text === undefined || !/\p{Surrogate}/u.test(text);
const wellFormedRule = 'must be whole Unicode characters';

/**
 * What may be posted: an order of which the id and the time can be left to the service. Further properties go along, as
 * they do everywhere in the system.
 */
export const orderRequestSchema = orderSchema
  .partial({ order_id: true, ts: true })
  .extend({
    order_id: idField
      .refine(isWellFormed, wellFormedRule)
      .optional()
      .meta({ description: 'Business id; the service gives one when it is left out.' }),
    customer_id: customerField
      .refine(isWellFormed, wellFormedRule)
      .meta({ description: 'Whose order it is. Orders of one customer are kept in sequence.' }),
  })
  .loose()
  .meta({
    examples: [
      { amount: 19.9 },
      { order_id: 'A-1', ts: '2026-11-05T08:15:30Z', amount: 19.9, customer_id: 'C-7' },
      { amount: 250, customer_id: 'C-7', items: [{ sku: 'chair', count: 2 }] },
    ],
  });

export type OrderRequest = Readonly<z.infer<typeof orderRequestSchema>>;
