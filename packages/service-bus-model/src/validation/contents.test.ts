import type { Sku } from '../topology.js';
import {
  describeProblem,
  namespaceContentsProblems,
  topicContentsProblems,
  type NamespaceContents,
  type TopicContents,
} from './index.js';

describe('topicContentsProblems', () => {
  it('accepts as much as Azure does', () => {
    expect(topicContentsProblems({ subscriptions: 2000, sqlFilters: 2000, correlationFilters: 100_000 })).toEqual([]);
  });

  it.each<[Partial<TopicContents>, string]>([
    [{ subscriptions: 2001 }, 'subscriptions is 2001, but a topic has at most 2000 subscriptions'],
    [{ sqlFilters: 2001 }, 'sqlFilters is 2001, but the subscriptions of a topic have at most 2000 SQL filters'],
    [{ correlationFilters: 100_001 }, 'correlationFilters is 100001, but the subscriptions of a topic have at most'],
  ])('refuses %p', (contents, message) => {
    expect(topicContentsProblems(contents).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});

describe('namespaceContentsProblems', () => {
  it.each<[Partial<NamespaceContents>, Sku | undefined]>([
    [{ entities: 10_000, partitionedEntities: 100 }, 'Standard'],
    [{ partitionedEntities: 101 }, 'Premium'],
    [{ partitionedEntities: 101 }, undefined],
  ])('accepts %p on %s', (contents, sku) => {
    expect(namespaceContentsProblems(contents, { sku })).toEqual([]);
  });

  it.each<[Partial<NamespaceContents>, Sku, string]>([
    [{ entities: 10_001 }, 'Premium', 'entities is 10001, but a namespace has at most 10000 queues and topics'],
    [
      { partitionedEntities: 101 },
      'Standard',
      'partitionedEntities is 101, but a namespace of the tier Standard has at most 100 partitioned queues and topics',
    ],
  ])('refuses %p on %s', (contents, sku, message) => {
    expect(namespaceContentsProblems(contents, { sku }).map(describeProblem)).toEqual([
      expect.stringContaining(message),
    ]);
  });
});
