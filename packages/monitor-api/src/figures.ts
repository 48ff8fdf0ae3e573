import { z } from 'zod';

const count = z.number().int().min(0);

/** Path of a queue, topic or subscription: `orders`, `events`, `events/Subscriptions/billing`. */
export const entityPath = z.string().min(1);

/** What happened to messages of an entity since the broker started. Each only grows. */
export const totals = z.object({
  /** Messages taken in. */
  incoming: count,
  /** Messages given out to receivers, again included. */
  outgoing: count,
  completed: count,
  abandoned: count,
  deferred: count,
  /** Became dead letters, for whatever reason. */
  deadLettered: count,
  /** Outlived their time to live. */
  expired: count,
  /** Bytes of messages taken in and given out. */
  incomingBytes: count,
  outgoingBytes: count,
  requests: count,
  throttled: count,
  userErrors: count,
  serverErrors: count,
});

export type Totals = z.output<typeof totals>;

/** How many messages an entity holds now, by state. Active ones include those under lock. A topic has scheduled ones alone. */
export const gauges = z.object({
  active: count,
  scheduled: count,
  deferred: count,
  deadLettered: count,
  transferDeadLettered: count,
  /** Under lock. */
  locked: count,
  /** Bytes of the messages. */
  size: count,
  /** Links that receive, and that send. */
  receivers: count,
  senders: count,
});

export type Gauges = z.output<typeof gauges>;

export const entityFigures = z.object({
  path: entityPath,
  kind: z.enum(['queue', 'topic', 'subscription']),
  gauges,
  totals,
});

export type EntityFigures = z.output<typeof entityFigures>;

/** The state of a running broker at one moment. Times are milliseconds since the epoch, by the broker's clock. */
export const figures = z.object({
  at: z.number(),
  startedAt: z.number(),
  namespace: z.string(),
  sku: z.enum(['Basic', 'Standard', 'Premium']),
  connections: count,
  entities: z.array(entityFigures),
  journal: z.object({
    /** False where messages are in memory alone. */
    durable: z.boolean(),
    /** Bytes of the database and of its write-ahead log. */
    databaseBytes: count,
    logBytes: count,
    /** Times that the disk was waited for, and how long in all, in milliseconds. */
    syncs: count,
    syncMilliseconds: z.number().min(0),
    /** Changes that are not on disk yet. */
    pending: count,
  }),
  memory: z.object({
    /** Bytes of messages in memory, and the most that there may be; the latter is missing where there is no budget. */
    messageBytes: count,
    messageBudget: count.optional(),
    /** Bytes of the whole process. */
    residentBytes: count,
    heapBytes: count,
  }),
});

export type Figures = z.output<typeof figures>;
