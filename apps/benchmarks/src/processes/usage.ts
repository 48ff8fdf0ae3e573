import { z } from 'zod';

/** Variable that names the file into which a measured process writes what it used. */
export const usageFileVariable = 'AMS_BENCHMARK_USAGE_FILE';

/** What a process used from its start to its end. */
export const usageSchema = z.object({
  /** In user and in system mode, on all cores. */
  cpuSeconds: z.number().nonnegative(),
  /** Most memory that was resident at one time, in MiB. */
  peakMebibytes: z.number().positive(),
});

export type Usage = z.infer<typeof usageSchema>;
