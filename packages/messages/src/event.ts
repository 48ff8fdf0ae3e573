import { z } from 'zod';
import { amountField, earlierAmountField, idField, timestampField } from './fields.js';

/** A person signed up. */
export const userSignedUpSchema = z.object({
  event_id: idField,
  type: z.literal('user.signup'),
  ts: timestampField,
  user_id: idField.optional(),
});

export type UserSignedUp = Readonly<z.infer<typeof userSignedUpSchema>>;

/** A purchase was made. */
export const purchaseMadeSchema = z.object({
  event_id: idField,
  type: z.literal('purchase'),
  ts: timestampField,
  user_id: idField.optional(),
  order_id: idField.optional(),
  amount: amountField.optional(),
});

export type PurchaseMade = Readonly<z.infer<typeof purchaseMadeSchema>>;

/** Types of events; the subject of a message that carries one. */
export const eventTypes = ['user.signup', 'purchase'] as const;

export type EventType = (typeof eventTypes)[number];

/** Anything that the topic carries. Further properties are let through and ignored. */
export const eventSchema = z.discriminatedUnion('type', [userSignedUpSchema, purchaseMadeSchema], {
  error: (issue) =>
    issue.code === 'invalid_union' ? `must be one of ${eventTypes.join(', ')}` : 'must be a JSON object',
});

export type Event = UserSignedUp | PurchaseMade;

/** A sign-up as the earlier producer writes it: the id is called `id`, the type is a class name. */
export const earlierUserSignedUpSchema = z.object({
  id: idField,
  type: z.literal('UserSignedUp'),
  ts: timestampField,
  user_id: idField.optional(),
});

/** A purchase as the earlier producer writes it; its amount is decimal text. */
export const earlierPurchaseMadeSchema = z.object({
  id: idField,
  type: z.literal('PurchaseMade'),
  ts: timestampField,
  user_id: idField.optional(),
  order_id: idField.optional(),
  amount: earlierAmountField.optional(),
});

/** An event in the earlier format. Consumers refuse it unless they are told to accept the earlier format. */
export const earlierEventSchema = z.discriminatedUnion('type', [earlierUserSignedUpSchema, earlierPurchaseMadeSchema]);

export type EarlierEvent = Readonly<z.infer<typeof earlierEventSchema>>;

/** The same event in today's format. */
export function upgradeEvent({ id, ...earlier }: EarlierEvent): Event {
  if (earlier.type === 'UserSignedUp') return { ...earlier, event_id: id, type: 'user.signup' };
  const { amount, ...rest } = earlier;
  return { ...rest, event_id: id, type: 'purchase', ...(amount === undefined ? {} : { amount: Number(amount) }) };
}
