import { z } from 'zod';

/** What a broker can be asked about itself. */
export type Question = 'cpu' | 'memory';

const mebibytes = z.number().nonnegative();

/** Memory of the broker's process, in MiB. */
export const memorySchema = z.object({
  residentMebibytes: mebibytes,
  /** Most that was resident since the process began. */
  peakMebibytes: mebibytes,
  /** Objects and buffers that are in use, after a garbage collection. */
  usedMebibytes: mebibytes,
});

export type Memory = z.infer<typeof memorySchema>;

/** What the broker's process says: that it listens, and its answers, in the order of the questions. */
export const reportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), connectionString: z.string() }),
  /** In user and system mode, on all cores, since the process began. */
  z.object({ kind: z.literal('cpu'), microseconds: z.number().nonnegative() }),
  z.object({ kind: z.literal('memory'), memory: memorySchema }),
]);

export type BrokerReport = z.infer<typeof reportSchema>;
