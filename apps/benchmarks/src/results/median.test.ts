import { median, medianOfRounds } from './median.js';

describe('median', () => {
  it('is the number in the middle, whatever the order', () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  it('is the mean of the two in the middle when their number is even', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('sorts by value, not by text', () => {
    expect(median([9, 10, 100])).toBe(10);
  });

  it('refuses to find one where there are no values', () => {
    expect(() => median([])).toThrow('give at least one');
  });
});

describe('medianOfRounds', () => {
  it('takes each figure by itself, in all groups', () => {
    const rounds = [
      { seconds: 3, processes: { broker: { cpuSeconds: 1 } } },
      { seconds: 1, processes: { broker: { cpuSeconds: 3 } } },
      { seconds: 2, processes: { broker: { cpuSeconds: 2.5 } } },
    ];
    expect(medianOfRounds(rounds)).toEqual({ seconds: 2, processes: { broker: { cpuSeconds: 2.5 } } });
  });

  it('names the figure that a round lacks', () => {
    expect(() => medianOfRounds<Record<string, number>>([{ seconds: 1 }, {}])).toThrow("'seconds' is missing");
  });

  it('refuses to find one where there are no rounds', () => {
    expect(() => medianOfRounds([])).toThrow('measure at least one');
  });
});
