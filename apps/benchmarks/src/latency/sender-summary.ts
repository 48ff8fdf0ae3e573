import { z } from 'zod';

/** The line of JSON that the sender ends with. */
export const senderSummary = z.object({
  sent: z.number().int().nonnegative(),
  /** Milliseconds by which all but one in a hundred messages left late at most. */
  delayP99: z.number(),
});

export type SenderSummary = z.infer<typeof senderSummary>;
