import { rounded } from './figures.js';

describe('rounded', () => {
  it('keeps three decimals, in all groups', () => {
    expect(rounded({ seconds: 1.23456, broker: { cpuSeconds: 0.0004, peakMebibytes: 200 } })).toEqual({
      seconds: 1.235,
      broker: { cpuSeconds: 0, peakMebibytes: 200 },
    });
  });
});
