import { unlimitedDuration } from './durations.js';
import type {
  NamespaceDefinition,
  QueueDefinition,
  RuleDefinition,
  SubscriptionDefinition,
  Topology,
  TopicDefinition,
} from './topology.js';

/** The rule every subscription has until it gets one of its own: it takes everything. */
export const defaultRule: RuleDefinition = { name: '$Default', filter: { kind: 'true' } };

/** Azure's defaults of a queue (Service Bus REST API, QueueDescription). */
export const queueDefaults: Omit<QueueDefinition, 'name'> = {
  status: 'Active',
  lockDuration: 'PT1M',
  maxDeliveryCount: 10,
  defaultMessageTimeToLive: unlimitedDuration,
  deadLetteringOnMessageExpiration: false,
  requiresSession: false,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  partitioningEnabled: false,
  expressEnabled: false,
  batchedOperationsEnabled: true,
  autoDeleteOnIdle: unlimitedDuration,
  maxSizeInMegabytes: 1024,
  authorizationRules: [],
};

/** Azure's defaults of a topic (TopicDescription). */
export const topicDefaults: Omit<TopicDefinition, 'name'> = {
  status: 'Active',
  defaultMessageTimeToLive: unlimitedDuration,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  partitioningEnabled: false,
  expressEnabled: false,
  batchedOperationsEnabled: true,
  supportOrdering: true,
  autoDeleteOnIdle: unlimitedDuration,
  maxSizeInMegabytes: 1024,
  authorizationRules: [],
  subscriptions: [],
};

/** Azure's defaults of a subscription (SubscriptionDescription). */
export const subscriptionDefaults: Omit<SubscriptionDefinition, 'name'> = {
  status: 'Active',
  lockDuration: 'PT1M',
  maxDeliveryCount: 10,
  defaultMessageTimeToLive: unlimitedDuration,
  deadLetteringOnMessageExpiration: false,
  deadLetteringOnFilterEvaluationError: true,
  requiresSession: false,
  batchedOperationsEnabled: true,
  autoDeleteOnIdle: unlimitedDuration,
  rules: [defaultRule],
};

export const namespaceDefaults: Omit<NamespaceDefinition, 'name'> = {
  sku: 'Standard',
  capacity: 0,
  premiumMessagingPartitions: 0,
  localAuthEnabled: true,
  authorizationRules: [],
};

type Named<T extends { readonly name: string }> = Partial<T> & Pick<T, 'name'>;

/** A queue with Azure's defaults for all that is not given. */
export function defineQueue(queue: Named<QueueDefinition>): QueueDefinition {
  return { ...queueDefaults, ...queue };
}

/** A topic with Azure's defaults for all that is not given. */
export function defineTopic(topic: Named<TopicDefinition>): TopicDefinition {
  return { ...topicDefaults, ...topic };
}

/** A subscription with Azure's defaults for all that is not given, `$Default` included. */
export function defineSubscription(subscription: Named<SubscriptionDefinition>): SubscriptionDefinition {
  return { ...subscriptionDefaults, ...subscription };
}

/** A topology with Azure's defaults for all that is not given: a Standard namespace without entities. */
export function defineTopology(
  topology: Partial<Omit<Topology, 'namespace'>> & { readonly namespace: Named<NamespaceDefinition> },
): Topology {
  return {
    queues: [],
    topics: [],
    actionGroups: [],
    metricAlerts: [],
    ...topology,
    namespace: { ...namespaceDefaults, ...topology.namespace },
  };
}
