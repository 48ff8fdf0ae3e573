import { percentile } from './percentile.js';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it.each([
    [50, 50],
    [95, 95],
    [99, 99],
    [99.5, 100],
    [100, 100],
    [0.1, 1],
  ])('finds the value that %d percent are not above', (percent, value) => {
    expect(percentile(hundred, percent)).toBe(value);
  });

  it('is the only value when there is but one', () => {
    expect(percentile([7], 99)).toBe(7);
  });

  it('refuses to find one where there are no values', () => {
    expect(() => percentile([], 50)).toThrow('give at least one');
  });

  it.each([0, -1, 101, Number.NaN])('refuses a percentage of %d', (percent) => {
    expect(() => percentile(hundred, percent)).toThrow('must be above 0 and at most 100');
  });
});
