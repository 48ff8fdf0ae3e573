import type { PeerPassage } from '../peers/peer-passage.js';
import { peerTables } from './peer-table.js';

const usage = { cpuSeconds: 1.5, peakMebibytes: 100 };
const passage: PeerPassage = {
  produce: { seconds: 1, perSecond: 20_000 },
  consume: { seconds: 7, perSecond: 2_857 },
  total: { seconds: 8, perSecond: 2_500 },
  processes: { producer: usage, consumer: usage, broker: { cpuSeconds: 4, peakMebibytes: 321 } },
};

describe('peerTables', () => {
  const lines = peerTables(
    { slowProgram: passage, fastClient: { ...passage, total: { seconds: 2, perSecond: 10_000 } } },
    20_000,
  ).split('\n');
  const rowOf = (title: string): string[] | undefined =>
    lines
      .find((line) => line.startsWith(`│ ${title} `))
      ?.split('│')
      .slice(2, -1)
      .map((cell) => cell.trim());

  it('tells how long each peer took, and how many messages a second that is', () => {
    expect(rowOf('slow program: consume')).toEqual(['7', '2,857']);
    expect(rowOf('fast client: total')).toEqual(['2', '10,000']);
  });

  it('tells what RabbitMQ took of the machine, in all and for each message', () => {
    expect(rowOf('slow program: RabbitMQ')).toEqual(['4', '200', '321']);
  });
});
