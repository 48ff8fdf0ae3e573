import { growthRound } from '../../growth/testing/growth-round.js';
import type { Figures } from '../../results/figures.js';
import type { BenchmarkName, Result } from '../../results/result.js';

const usage = { cpuSeconds: 2, peakMebibytes: 200 };
const pace = { seconds: 10, perSecond: 100_000 };
const passage = {
  ...{ produce: pace, consume: { seconds: 20, perSecond: 50_000 }, total: { seconds: 30, perSecond: 33_333 } },
  processes: { producer: usage, consumer1: usage, consumer2: usage, broker: { ...usage, cpuSeconds: 8 } },
};
const peer = { ...passage, processes: { producer: usage, consumer: usage, broker: usage } };
const latency = { p50: 1.5, p95: 2.5, p99: 5, max: 9, senderDelayP99: 0.4 };

const medians: Readonly<Partial<Record<BenchmarkName, Figures>>> = {
  million: { inTurn: passage, atOnce: passage, slowProgram: peer, fastClient: peer },
  overhead: {
    broker: passage,
    nullServer: { ...passage, total: { seconds: 25, perSecond: 40_000 } },
    ratios: { produce: 1, consume: 1, total: 1.2 },
    nullServerMicrosecondsPerMessage: 2.5,
  },
  latency: { 100: latency, 1_000: latency },
  growth: growthRound,
  start: {
    fromSource: { listening: 500, firstMessageAccepted: 700 },
    asBuilt: { listening: 200, firstMessageAccepted: 300 },
    npmStartSeconds: 12.5,
  },
};

/** A result for tests. */
export function resultOf(benchmark: BenchmarkName, median: Figures = medians[benchmark] ?? {}): Result {
  return {
    benchmark,
    measuredAt: '2026-01-02T03:04:05.678Z',
    parameters: { count: 1_000_000, rounds: 3 },
    machine: { cpuModel: 'a processor', cores: 2, memoryMebibytes: 4_096, fileSystem: 'ext4', system: 'linux 6.1' },
    versions: { node: '20.19.0', commit: '0123456789abcdef', modified: false, serviceBusClient: '7.9.5' },
    median,
    rounds: [median],
  };
}

/** A result of each benchmark. */
export const results: ReadonlyMap<BenchmarkName, Result> = new Map(
  (Object.keys(medians) as BenchmarkName[]).map((name) => [name, resultOf(name)]),
);
