import { z } from 'zod';

/** What a process used from its start to its end. */
export const usageSchema = z.object({
  /** In user and in system mode, on all cores. */
  cpuSeconds: z.number().nonnegative(),
  /** Most memory that was resident at one time, in MiB. */
  peakMebibytes: z.number().positive(),
});

export type Usage = z.infer<typeof usageSchema>;
