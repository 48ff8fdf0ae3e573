import { z } from 'zod';
import { describeProblems } from './describe-problems.js';
import { eventSchema, type Event } from './event.js';
import { idField } from './fields.js';
import { insightSchema, type Insight } from './insight.js';
import { orderSchema, type Order } from './order.js';
import { partitionKeyFor } from './partition-key.js';
import { orderType, typeProperty } from './properties.js';

/** How a kind of message travels: what its body must be, and what the envelope around it says. */
export interface Contract<Body> {
  readonly name: string;
  readonly schema: z.ZodType<Body>;
  readonly contentType: string;
  /** What keeps a value from being such a body, on one line; undefined if nothing does. */
  readonly problemOf: (value: unknown) => string | undefined;
  /** The business key, so that a duplicate is known by it. */
  readonly messageId: (body: Body) => string;
  /** Rules of subscriptions look at it. */
  readonly subject?: (body: Body) => string;
  /** Whose messages are kept in sequence. */
  readonly sessionId?: (body: Body) => string | undefined;
  /** What keeps messages in the same partition of a partitioned entity, where they have no session. */
  readonly partitionKey?: (body: Body) => string;
  readonly applicationProperties?: Readonly<Record<string, string>>;
}

/** Orders, for the queue. */
export const orderContract = contract<Order>({
  name: 'order',
  schema: orderSchema,
  messageId: ({ order_id }) => order_id,
  partitionKey: ({ order_id }) => partitionKeyFor(order_id),
  applicationProperties: { [typeProperty]: orderType },
});

/** Orders whose sequence counts, for the queue of sessions: each says whose it is. */
export const customerOrderContract = contract<Order>({
  name: 'order',
  schema: orderSchema.extend({ customer_id: idField }),
  messageId: ({ order_id }) => order_id,
  sessionId: ({ customer_id }) => customer_id,
  applicationProperties: { [typeProperty]: orderType },
});

/** Events, for the topic. */
export const eventContract = contract<Event>({
  name: 'event',
  schema: eventSchema,
  messageId: ({ event_id }) => event_id,
  subject: ({ type }) => type,
  partitionKey: ({ event_id }) => partitionKeyFor(event_id),
});

/** Insights, for the topic of insights. */
export const insightContract = contract<Insight>({
  name: 'insight',
  schema: insightSchema,
  messageId: ({ event_id }) => event_id,
  subject: ({ type }) => type,
  partitionKey: ({ event_id }) => partitionKeyFor(event_id),
});

function contract<Body>(parts: Omit<Contract<Body>, 'contentType' | 'problemOf'>): Contract<Body> {
  return {
    ...parts,
    contentType: 'application/json',
    problemOf: (value) => {
      const checked = parts.schema.safeParse(value);
      return checked.success ? undefined : describeProblems(checked.error, value);
    },
  };
}
