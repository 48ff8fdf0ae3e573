import { z } from 'zod';

import { memorySchema } from './broker-report.js';

const figure = z.number();

/** A way of messages, in or out. */
const way = z.object({
  /** Of the broker, for each message. */
  cpuMicroseconds: figure,
  /** Messages a second, with the cost of the client. */
  perSecond: figure,
});

const atBacklog = z.object({
  in: way,
  out: way,
  /** After that, with the backlog as it was. */
  memory: memorySchema,
  /** Of a broker that finds the backlog on disk. */
  start: memorySchema.extend({
    /** Milliseconds from the start of the process until it listens. */
    listening: figure,
    /** Milliseconds from the start of the process until a client has received a message. */
    firstMessage: figure,
    /** Of the broker, until then. */
    cpuSeconds: figure,
  }),
});

const atSubscriptions = z.object({
  /** Microseconds of the broker's CPU to take in a message that is sent to a topic. */
  cpuPerMessage: figure,
  /** The same for each subscription's copy. */
  cpuPerCopy: figure,
});

/** Microseconds of the broker's CPU. */
const atSessions = z.object({
  /** For each message, sent to one session after the other. */
  cpuPerMessageSent: figure,
  /** For each session that a receiver accepts and closes again. */
  cpuPerAccept: figure,
  /** For each message that is received from an accepted session and completed. */
  cpuPerMessageReceived: figure,
});

/** What one round of the growth benchmark measured, by step. */
export const growthRoundSchema = z.object({
  /** Memory of a broker that did the same as those with a backlog, but has none. */
  empty: memorySchema,
  /** By messages in the queue. */
  backlog: z.record(z.string(), atBacklog),
  /** By subscriptions of the topic. */
  subscriptions: z.record(z.string(), atSubscriptions),
  /** By sessions that have messages. */
  sessions: z.record(z.string(), atSessions),
});

export type GrowthRound = z.infer<typeof growthRoundSchema>;

export type ByStep<Step> = Record<string, Step>;

export type Way = z.infer<typeof way>;

export type AtBacklog = z.infer<typeof atBacklog>;

export type AtSubscriptions = z.infer<typeof atSubscriptions>;

export type AtSessions = z.infer<typeof atSessions>;
