import { z } from 'zod';

/** The lines of JSON that the apps end with, as far as the story reads them. */

const count = z.number().int().nonnegative();

export const orderApiSummary = z.object({ accepted: count, rejected: count, published: count, waiting: count });

export const producerSummary = z.object({
  orders: z.object({ sent: count }),
  events: z.object({ sent: count }),
  perSecond: z.number(),
});

export const consumerSummary = z.object({
  processed: count,
  retried: count,
  retriedAtOnce: count,
  retriedLater: count,
  deadLettered: count,
  seconds: z.number(),
  perSecond: z.number(),
});

export type ConsumerSummary = z.infer<typeof consumerSummary>;

/** A line of `dlq-reprocessor groups`. */
export const deadLetterGroup = z.object({
  source: z.string(),
  count,
  reason: z.string(),
  example: z.string(),
  description: z.string(),
});

export type DeadLetterGroup = z.infer<typeof deadLetterGroup>;

export const reprocessorSummary = z.object({
  sources: z.array(z.object({ source: z.string(), resubmitted: count, parked: count })),
});

export type ReprocessorSummary = z.infer<typeof reprocessorSummary>;
