import { orderSchema } from '@ams/messages';
import type { ServiceBusMessage } from '@azure/service-bus';
import { z } from 'zod';

export const customers = ['ada', 'grace', 'katherine', 'margaret'] as const;

const regions = ['north', 'south', 'east', 'west'] as const;

/** Every 397th has no amount, and every 611th one that is text: consumers take neither. */
export function orderOf(number: number, now: number): ServiceBusMessage {
  const id = `ORD-${String(number).padStart(6, '0')}`;
  const amount = 5 + ((number * 37) % 400) / 4;
  const body = {
    order_id: id,
    ts: new Date(now).toISOString(),
    ...(number % 397 !== 0 && { amount: number % 611 === 0 ? amount.toFixed(2) : amount }),
    customer_id: customers[number % customers.length],
  };
  return {
    messageId: id,
    subject: 'order',
    contentType: 'application/json',
    body,
    applicationProperties: { region: regions[number % regions.length] ?? 'north', version: 2 },
  };
}

/** Every 60th is a purchase whose card is refused, and every 25th is for billing alone. */
export function eventOf(number: number): ServiceBusMessage {
  const signedUp = number % 3 === 0;
  return {
    messageId: `EVT-${String(number).padStart(5, '0')}`,
    subject: signedUp ? 'user.signed-up' : 'purchase.made',
    contentType: 'application/json',
    body: {
      type: signedUp ? 'user_signed_up' : 'purchase_made',
      amount: 10 + (number % 90),
      ...(number % 60 === 0 && { card: 'expired' }),
    },
    ...(number % 25 === 0 && { applicationProperties: { resubmit_to: 'billing' } }),
  };
}

const refusedCard = z.object({ card: z.literal('expired') });

const event = z.object({ type: z.string() });

/** What a consumer gives as its reasons when it refuses a message. */
type Fault = Record<'deadLetterReason' | 'deadLetterErrorDescription' | 'last_error_type', string>;

/** Why a consumer refuses a body; undefined if it takes it. */
export function faultOf(body: unknown): Fault | undefined {
  if (refusedCard.safeParse(body).success) {
    return {
      deadLetterReason: 'PaymentRefused',
      deadLetterErrorDescription: 'card: the card has expired',
      last_error_type: 'PaymentError',
    };
  }
  if (event.safeParse(body).success) return undefined;
  const issue = orderSchema.safeParse(body).error?.issues[0];
  if (issue === undefined) return undefined;
  return {
    deadLetterReason: 'ValidationError',
    deadLetterErrorDescription: `${issue.path.join('.')}: ${issue.message}`,
    last_error_type: 'ZodError',
  };
}
