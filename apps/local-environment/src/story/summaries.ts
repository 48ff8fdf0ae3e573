import { z } from 'zod';

/** The lines of JSON that the apps end with, as far as the story reads them. */

const count = z.number().int().nonnegative();

export const producerSummary = z.object({
  orders: z.object({ sent: count }),
  events: z.object({ sent: count }),
  perSecond: z.number(),
});

export const consumerSummary = z.object({
  processed: count,
  retried: count,
  deadLettered: count,
  seconds: z.number(),
  perSecond: z.number(),
});

export type ConsumerSummary = z.infer<typeof consumerSummary>;

export const reprocessorSummary = z.object({
  sources: z.array(z.object({ source: z.string(), resubmitted: count })),
});
