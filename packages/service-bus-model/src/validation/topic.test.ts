import type { TopicDefinition } from '../topology.js';
import type { NamespaceTraits } from './index.js';
import { topicProblems } from './index.js';

const standard: NamespaceTraits = { sku: 'Standard', premiumMessagingPartitions: 0 };

describe('topicProblems', () => {
  it('accepts a partitioned topic on Standard', () => {
    expect(topicProblems({ name: 'events', partitioningEnabled: true, supportOrdering: true }, standard)).toEqual([]);
  });

  it.each<[Partial<TopicDefinition>, NamespaceTraits, string, string]>([
    [{ name: 'events' }, { sku: 'Basic' }, 'name', 'Basic has no topics'],
    [{ name: '-events' }, standard, 'name', "a topic's name has 1 to 260 letters"],
    [{ defaultMessageTimeToLive: 'P1M' }, standard, 'defaultMessageTimeToLive', 'an ISO 8601 duration'],
    [{ autoDeleteOnIdle: 'PT1M' }, standard, 'autoDeleteOnIdle', 'at least PT5M'],
    [{ expressEnabled: true }, { sku: 'Premium' }, 'expressEnabled', 'Premium has no express entities'],
    [{ maxMessageSizeInKilobytes: 2048 }, standard, 'maxMessageSizeInKilobytes', 'on Premium alone'],
    [
      { partitioningEnabled: true },
      { sku: 'Premium', premiumMessagingPartitions: 1 },
      'partitioningEnabled',
      'has 1 partition',
    ],
  ])('refuses %p in %p', (topic, namespace, property, rule) => {
    expect(topicProblems(topic, namespace)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });
});
