import type { OverheadRound } from './measure-overhead.js';
import { overheadTables } from './overhead-table.js';

const usage = (cpuSeconds: number) => ({ cpuSeconds, peakMebibytes: 100 });
const passage = (seconds: number, serverCpuSeconds: number): OverheadRound['broker'] => ({
  produce: { seconds, perSecond: 1 },
  consume: { seconds, perSecond: 1 },
  total: { seconds: 2 * seconds, perSecond: 1 },
  processes: { producer: usage(1), consumer1: usage(1), consumer2: usage(1), broker: usage(serverCpuSeconds) },
});

describe('overheadTables', () => {
  const text = overheadTables(
    {
      broker: passage(3, 0.6),
      nullServer: passage(2, 0.2),
      ratios: { produce: 1.5, consume: 1.5, total: 1.5 },
      nullServerMicrosecondsPerMessage: 2.345,
    },
    20_000,
  );
  const rowOf = (title: string): string[] | undefined =>
    text
      .split('\n')
      .find((line) => line.startsWith(`│ ${title} `))
      ?.split('│')
      .slice(2, -1)
      .map((cell) => cell.trim());

  it('sets the time with the broker beside that with the null server', () => {
    expect(rowOf('total')).toEqual(['6', '4', '1.5']);
  });

  it('sets what each process used beside, in all and for each message', () => {
    expect(rowOf('server')).toEqual(['0.6', '0.2', '30', '10']);
  });

  it('tells how lean the null server is', () => {
    expect(text).toContain('2.3 µs of CPU for each message');
  });
});
