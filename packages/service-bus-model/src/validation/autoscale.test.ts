import { autoscaleProblems, describeProblem, type AutoscaleDefinition } from './index.js';

const problemsOf = (autoscale: Partial<AutoscaleDefinition>, namespace = {}) =>
  autoscaleProblems(autoscale, namespace).map(describeProblem);

describe('autoscaleProblems', () => {
  it.each<Partial<AutoscaleDefinition>>([
    {},
    { name: 'ams autoscale', minimum: 1, maximum: 16, default: 4 },
    { minimum: 2, maximum: 2, scaleInCpuPercent: 20, scaleOutCpuPercent: 60 },
    { scaleOutWindow: 'PT5M', scaleInWindow: 'PT12H', scaleOutCooldown: 'PT1M', scaleInCooldown: 'P7D' },
    { emailAddresses: ['oncall@example.com'], webhooks: ['https://example.com/hook'] },
  ])('accepts %j', (autoscale) => {
    expect(problemsOf(autoscale, { sku: 'Premium', premiumMessagingPartitions: 1 })).toEqual([]);
  });

  it('judges units by the partitions where they are known', () => {
    expect(problemsOf({ minimum: 1 }, { sku: 'Premium' })).toEqual([]);
    expect(problemsOf({ minimum: 2 }, { sku: 'Premium', premiumMessagingPartitions: 4 })).toEqual([
      "minimum is 2, but every one of the 4 partitions has the same number of messaging units, at least one. Choose a capacity that is a multiple of the namespace's premiumMessagingPartitions.",
    ]);
  });

  it('judges each address', () => {
    expect(problemsOf({ emailAddresses: ['a@example.com', `${'a'.repeat(60)}@example.com`] })).toEqual([
      expect.stringContaining('emailAddresses[1] is'),
    ]);
  });
});
