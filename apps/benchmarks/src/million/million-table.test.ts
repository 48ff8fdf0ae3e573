import { type MillionRound, millionTables } from './million-table.js';

const usage = { cpuSeconds: 1.5, peakMebibytes: 100 };
const passage = {
  produce: { seconds: 1, perSecond: 20_000 },
  consume: { seconds: 2, perSecond: 10_000 },
  total: { seconds: 3, perSecond: 6_667 },
  processes: { producer: usage, consumer1: usage, consumer2: usage, broker: { cpuSeconds: 0.2, peakMebibytes: 321 } },
};
const round: MillionRound = { inTurn: passage, atOnce: { ...passage, total: { seconds: 2.5, perSecond: 8_000 } } };

describe('millionTables', () => {
  const lines = millionTables(round, 20_000).split('\n');
  const rowOf = (title: string): string[] | undefined =>
    lines
      .find((line) => line.includes(` ${title} `))
      ?.split('│')
      .slice(2, -1)
      .map((cell) => cell.trim());

  it('tells how long each way took, and how many messages a second that is', () => {
    expect(rowOf('in turn: produce')).toEqual(['1', '20,000']);
    expect(rowOf('in turn: total')).toEqual(['3', '6,667']);
    expect(rowOf('at once: total')).toEqual(['2.5', '8,000']);
  });

  it('tells what each process took of the machine, in all and for each message', () => {
    expect(rowOf('at once: broker')).toEqual(['0.2', '10', '321']);
    expect(rowOf('in turn: consumer 2')).toEqual(['1.5', '75', '100']);
  });
});
