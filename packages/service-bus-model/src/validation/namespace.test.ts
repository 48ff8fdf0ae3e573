import type { NamespaceDefinition, Sku } from '../topology.js';
import { namespaceProblems } from './index.js';

function refusals(namespace: Partial<NamespaceDefinition>): readonly string[] {
  return namespaceProblems(namespace).map(({ property, rule }) => `${property}: ${rule}`);
}

const access = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `rule-${index}`, rights: ['Send'] as const }));

describe('namespaceProblems', () => {
  it.each<Partial<NamespaceDefinition>>([
    { name: 'ams-dev-bus', sku: 'Basic', capacity: 0, premiumMessagingPartitions: 0 },
    { name: 'ams-dev-bus', sku: 'Standard', capacity: 0, premiumMessagingPartitions: 0 },
    { name: 'ams-dev-bus', sku: 'Premium', capacity: 1, premiumMessagingPartitions: 1 },
    { name: 'ams-dev-bus', sku: 'Premium', capacity: 16, premiumMessagingPartitions: 4 },
    { capacity: 4 },
    {},
  ])('accepts %p', (namespace) => {
    expect(namespaceProblems(namespace)).toEqual([]);
  });

  it.each<[Partial<NamespaceDefinition>, string]>([
    [{ name: 'ams-dev-sb' }, 'does not end in -sb or -mgmt'],
    [{ sku: 'standard' as Sku }, 'the tiers are Basic, Standard or Premium'],
    [{ sku: 'Standard', capacity: 1 }, 'Standard has 0 messaging units'],
    [{ sku: 'Premium', capacity: 0 }, 'Premium has 1, 2, 4, 8 or 16 messaging units'],
    [{ sku: 'Premium', capacity: 3 }, 'Premium has 1, 2, 4, 8 or 16 messaging units'],
    [{ sku: 'Basic', premiumMessagingPartitions: 2 }, 'Basic has 0 partitions'],
    [{ sku: 'Premium', premiumMessagingPartitions: 3 }, 'Premium has 1, 2 or 4 partitions'],
    [{ sku: 'Premium', capacity: 2, premiumMessagingPartitions: 4 }, 'the same number of messaging units'],
    [{ authorizationRules: access(12) }, 'at most 12 access rules, and these are 13'],
  ])('refuses %p', (namespace, rule) => {
    expect(refusals(namespace)).toEqual([expect.stringContaining(rule)]);
  });

  it('counts the rule that Azure creates among the twelve', () => {
    expect(namespaceProblems({ authorizationRules: access(11) })).toEqual([]);
  });
});
