import { startTables } from './start-tables.js';

describe('startTables', () => {
  const lines = startTables({
    fromSource: { listening: 701.4, firstMessageAccepted: 802.6 },
    asBuilt: { listening: 301.2, firstMessageAccepted: 402.8 },
    npmStartSeconds: 12.34,
  }).split('\n');
  const rowOf = (title: string): string[] | undefined =>
    lines
      .find((line) => line.includes(` ${title} `))
      ?.split('│')
      .slice(2, -1)
      .map((cell) => cell.trim());

  it('tell when the broker listens and when it has accepted a message, from source and as built', () => {
    expect(rowOf('from source')).toEqual(['701', '803']);
    expect(rowOf('as built')).toEqual(['301', '403']);
  });

  it('tell how long npm start takes in all', () => {
    expect(rowOf('npm start')).toEqual(['12.3']);
  });
});
