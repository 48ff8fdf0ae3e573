import { z } from 'zod';

const count = z.number().int().nonnegative();

/** The line of JSON that the server ends with. */
export const nullServerSummary = z.object({
  /** Orders given out. */
  given: count,
  /** Orders settled. */
  settled: count,
  /** Used since it listens, without starting. */
  cpuSeconds: z.number().nonnegative(),
});

export type NullServerSummary = z.infer<typeof nullServerSummary>;
