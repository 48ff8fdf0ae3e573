import { z } from 'zod';

/** Milliseconds of a clock that all processes of this machine share, and that is never set. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** What a message needs so that its way can be measured. */
export const stampSchema = z.object({
  /** When it was handed to the client, by {@link sharedNow}. */
  sent_at: z.number(),
  /** Sent before the measurement began. */
  warm_up: z.boolean(),
});
