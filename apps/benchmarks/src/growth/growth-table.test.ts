import type { GrowthRound } from './growth-round.js';
import { growthTables } from './growth-table.js';

const memory = { residentMebibytes: 200, peakMebibytes: 210, usedMebibytes: 50 };
const round: GrowthRound = {
  backlog: {
    1_000_000: {
      in: { cpuMicroseconds: 6, perSecond: 40_000 },
      out: { cpuMicroseconds: 20, perSecond: 15_000 },
      memory: { ...memory, bytesPerMessage: 180 },
      start: { ...memory, listening: 900, firstMessage: 1_100 },
    },
  },
  subscriptions: { 50: { cpuPerMessage: 250, cpuPerCopy: 5 } },
  sessions: { 10_000: { cpuPerMessageSent: 10, cpuPerMessageReceived: 25, cpuPerAccept: 1_200 } },
};

describe('growthTables', () => {
  const rows = growthTables(round)
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  it.each([
    ['backlog', 'in: CPU µs', '1,000,000', '6', '40,000', '20', '15,000'],
    ['backlog', 'resident MiB', '1,000,000', '200', '210', '50', '180'],
    ['on disk at the start', 'listens ms', '1,000,000', '900', '1,100', '200', '210'],
    ['subscriptions', 'CPU µs/message', '50', '250', '5'],
    ['sessions', 'CPU µs/message sent', '10,000', '10', '25', '1,200'],
  ])('has a table by %s that begins with %s', (first, second, ...figures) => {
    const head = rows.findIndex((row) => row[0] === first && row[1] === second);
    expect(rows[head + 1]).toEqual(figures);
  });
});
