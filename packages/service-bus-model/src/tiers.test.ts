import { maximumMessageBytes, prescribedPartitioning } from './tiers.js';

describe('maximumMessageBytes', () => {
  it.each([
    ['Basic', 256],
    ['Standard', 256],
    ['Premium', 1024],
  ] as const)('on %s is %d kilobytes by default', (sku, kilobytes) => {
    expect(maximumMessageBytes(sku)).toBe(kilobytes * 1024);
  });

  it("is the entity's own where it sets one", () => {
    expect(maximumMessageBytes('Premium', 102_400)).toBe(104_857_600);
  });
});

describe('prescribedPartitioning', () => {
  it('is off on Premium with one partition', () => {
    expect(prescribedPartitioning({ sku: 'Premium', premiumMessagingPartitions: 1 })).toBe(false);
  });

  it('is on on Premium with several partitions', () => {
    expect(prescribedPartitioning({ sku: 'Premium', premiumMessagingPartitions: 4 })).toBe(true);
  });

  it('is left to the entity on Standard', () => {
    expect(prescribedPartitioning({ sku: 'Standard', premiumMessagingPartitions: 0 })).toBeUndefined();
  });

  it('is unknown while the number of partitions is', () => {
    expect(prescribedPartitioning({ sku: 'Premium' })).toBeUndefined();
  });
});
