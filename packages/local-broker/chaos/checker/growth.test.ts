import { growthIn, type Sample } from './growth.js';

const megabyte = 1024 * 1024;
const steady: Sample = {
  elapsed: 0,
  resident: 150 * megabyte,
  held: 50 * megabyte,
  handles: 30,
  disk: 10 * megabyte,
  messages: 500,
  acknowledged: 0,
};

/** Sixteen samples, each made of its number. */
function samples(change: (index: number) => Partial<Sample>): readonly Sample[] {
  return Array.from({ length: 16 }, (_, index) => ({ ...steady, elapsed: index * 5, ...change(index) }));
}

const found = (change: (index: number) => Partial<Sample>): readonly string[] =>
  growthIn(samples(change)).map(({ what }) => what.split(' ')[0] ?? '');

describe('what a broker takes in a long time', () => {
  it('may go up and down, and grow in the beginning', () => {
    expect(
      found((index) => ({ held: (50 + (index % 3)) * megabyte, disk: Math.min(index, 4) * 3 * megabyte })),
    ).toEqual([]);
  });

  it.each([
    ['resident', 20 * megabyte],
    ['held', 3 * megabyte],
    ['handles', 2],
  ] as const)('may not grow all along: %s', (name, amount) => {
    expect(found((index) => ({ [name]: steady[name] + index * amount }))).toEqual([name]);
  });

  it('may not fill the disk with what is no longer there', () => {
    expect(found(() => ({ disk: 40 * megabyte }))).toEqual([String(40 * megabyte)]);
    expect(found(() => ({ disk: 40 * megabyte, messages: 10_000 }))).toEqual([]);
  });
});
