import { Meter } from './meter.js';

describe('Meter', () => {
  it('counts what the broker used during the work, and not between', async () => {
    let used = 100;
    const meter = new Meter({ cpu: () => Promise.resolve(used) });
    await meter.measure(10, async () => void (used += 30));
    used += 1_000;
    await meter.measure(20, async () => void (used += 60));
    expect(meter.cpuEach).toBe(3);
  });

  it('fails with the work', async () => {
    const meter = new Meter({ cpu: () => Promise.resolve(0) });
    await expect(meter.measure(1, () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
  });
});
