import { namespaceDefaults, queueDefaults, subscriptionDefaults, topicDefaults } from '../defaults.js';
import type { Sku } from '../topology.js';
import { namespaceProblems, queueProblems, ruleProblems, subscriptionProblems, topicProblems } from './index.js';

const standard = { sku: 'Standard', premiumMessagingPartitions: 0 } as const;

describe("Azure's defaults", () => {
  it('are accepted in a namespace', () => {
    expect(namespaceProblems({ ...namespaceDefaults, name: 'ams-dev-bus' })).toEqual([]);
  });

  it.each<Sku>(['Basic', 'Standard', 'Premium'])('are accepted in a queue on %s', (sku) => {
    const namespace = { sku, premiumMessagingPartitions: sku === 'Premium' ? 1 : 0 };
    expect(queueProblems({ ...queueDefaults, name: 'orders' }, namespace)).toEqual([]);
  });

  it('are accepted in a topic', () => {
    expect(topicProblems({ ...topicDefaults, name: 'events' }, standard)).toEqual([]);
  });

  it('are accepted in a subscription', () => {
    expect(subscriptionProblems({ ...subscriptionDefaults, name: 'billing' }, standard)).toEqual([]);
  });

  it("are accepted in a subscription's rules", () => {
    expect(subscriptionDefaults.rules.flatMap((rule) => ruleProblems(rule))).toEqual([]);
  });
});
