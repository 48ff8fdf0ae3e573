import type { AtBacklog, GrowthRound } from '../growth-round.js';

const memory = { residentMebibytes: 200, peakMebibytes: 210, usedMebibytes: 50 };

const atBacklog: AtBacklog = {
  in: { cpuMicroseconds: 6, perSecond: 40_000 },
  out: { cpuMicroseconds: 20, perSecond: 15_000 },
  memory,
  start: { ...memory, listening: 900, firstMessage: 1_100, cpuSeconds: 0.8 },
};

/** A round for tests. */
export const growthRound: GrowthRound = {
  empty: memory,
  backlog: {
    1_000: atBacklog,
    1_000_000: { ...atBacklog, memory: { residentMebibytes: 400, peakMebibytes: 410, usedMebibytes: 200 } },
  },
  subscriptions: { 1: { cpuPerMessage: 10, cpuPerCopy: 10 }, 50: { cpuPerMessage: 250, cpuPerCopy: 5 } },
  sessions: {
    1: { cpuPerMessageSent: 9, cpuPerMessageReceived: 20, cpuPerAccept: 1_300 },
    10_000: { cpuPerMessageSent: 10, cpuPerMessageReceived: 25, cpuPerAccept: 1_200 },
  },
};
