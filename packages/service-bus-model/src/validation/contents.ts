import { limits } from '../limits.js';
import { tiers } from '../tiers.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** How much a topic holds, over all its subscriptions. */
export interface TopicContents {
  readonly subscriptions: number;
  readonly sqlFilters: number;
  readonly correlationFilters: number;
}

/** How much a namespace holds. */
export interface NamespaceContents {
  /** Queues and topics. */
  readonly entities: number;
  readonly partitionedEntities: number;
}

const topicRequirements: readonly Requirement<Partial<TopicContents>>[] = [
  {
    property: 'subscriptions',
    refuses: (count) => count > limits.subscriptionsPerTopic,
    rule: `a topic has at most ${limits.subscriptionsPerTopic} subscriptions`,
    cure: 'Forward some of the messages to a second topic, and subscribe there.',
  },
  {
    property: 'sqlFilters',
    refuses: (count) => count > limits.sqlFiltersPerTopic,
    rule: `the subscriptions of a topic have at most ${limits.sqlFiltersPerTopic} SQL filters`,
    cure: `Use correlation filters where equality is enough: of those it may have ${limits.correlationFiltersPerTopic}.`,
  },
  {
    property: 'correlationFilters',
    refuses: (count) => count > limits.correlationFiltersPerTopic,
    rule: `the subscriptions of a topic have at most ${limits.correlationFiltersPerTopic} correlation filters`,
    cure: 'Forward some of the messages to a second topic, and subscribe there.',
  },
];

function namespaceRequirements({ sku }: NamespaceTraits): readonly Requirement<Partial<NamespaceContents>>[] {
  return [
    {
      property: 'entities',
      refuses: (count) => count > limits.entitiesPerNamespace,
      rule: `a namespace has at most ${limits.entitiesPerNamespace} queues and topics`,
      cure: 'Spread them over several namespaces.',
    },
    {
      property: 'partitionedEntities',
      // On Premium the namespace is partitioned, and its entities with it.
      refuses: (count) =>
        sku !== undefined &&
        Object.hasOwn(tiers, sku) &&
        !tiers[sku].isolation &&
        count > limits.partitionedEntitiesPerNamespace,
      rule: `a namespace of the tier ${sku} has at most ${limits.partitionedEntitiesPerNamespace} partitioned queues and topics`,
      cure: 'Leave partitioningEnabled out of some of them, or spread them over several namespaces.',
    },
  ];
}

/** What Azure would refuse in all that a topic holds. Absent counts are not judged. */
export function topicContentsProblems(contents: Partial<TopicContents>): readonly Problem[] {
  return problemsOf(contents, topicRequirements);
}

/** What Azure would refuse in all that such a namespace holds. Absent counts are not judged. */
export function namespaceContentsProblems(
  contents: Partial<NamespaceContents>,
  namespace: NamespaceTraits,
): readonly Problem[] {
  return problemsOf(contents, namespaceRequirements(namespace));
}
