import { z } from 'zod';

import { figuresSchema } from './figures.js';
import { comparisonSchema } from './goals.js';

/** Names of the benchmarks, and of the files that their results go to. */
export const benchmarkNames = ['million', 'overhead', 'start', 'latency', 'growth', 'requests'] as const;

export type BenchmarkName = (typeof benchmarkNames)[number];

const machineSchema = z.object({
  cpuModel: z.string(),
  cores: z.number().int().positive(),
  memoryMebibytes: z.number().positive(),
  /** Of the disk that the broker's journal is on; `unknown` where the system does not tell. */
  fileSystem: z.string(),
  system: z.string(),
});

export type Machine = z.infer<typeof machineSchema>;

const versionsSchema = z.object({
  node: z.string(),
  /** Of this repository; `unknown` outside of git. */
  commit: z.string(),
  /** Whether files differed from that commit; results do not count. */
  modified: z.boolean(),
  /** `@azure/service-bus` */
  serviceBusClient: z.string(),
  /** Of others that were measured beside, by name. */
  peers: z.record(z.string(), z.string()).optional(),
});

export type Versions = z.infer<typeof versionsSchema>;

/** What a file of results holds. */
export const resultSchema = z.object({
  benchmark: z.enum(benchmarkNames),
  measuredAt: z.iso.datetime(),
  /** What the user chose. */
  parameters: z.record(z.string(), z.number()),
  machine: machineSchema,
  versions: versionsSchema,
  /** Of each figure by itself. */
  median: figuresSchema,
  rounds: z.array(figuresSchema).min(1),
  /** What of the medians there is a goal for. */
  comparisons: z.array(comparisonSchema).optional(),
});

export type Result = z.infer<typeof resultSchema>;
