import { queueDefaults } from '../defaults.js';
import { unlimitedDuration } from '../durations.js';
import type { QueueDefinition, SubscriptionDefinition, TopicDefinition } from '../topology.js';

type Entity = QueueDefinition | TopicDefinition | SubscriptionDefinition;

/** What sets an entity apart from one with Azure's defaults, in a few words each. */
export function entityDetails(entity: Entity): readonly string[] {
  const { status, defaultMessageTimeToLive: timeToLive, autoDeleteOnIdle } = entity;
  return [
    ...(status === 'Active' ? [] : [status]),
    ...traitsOf(entity),
    ...(timeToLive === unlimitedDuration ? [] : [`messages live ${timeToLive}`]),
    ...(autoDeleteOnIdle === unlimitedDuration ? [] : [`deletes itself after ${autoDeleteOnIdle}`]),
    ...('lockDuration' in entity ? receivableDetails(entity) : []),
  ];
}

function traitsOf(entity: Entity): readonly string[] {
  const traits = [
    'requiresSession' in entity && entity.requiresSession && 'sessions',
    'partitioningEnabled' in entity && entity.partitioningEnabled && 'partitioned',
    'requiresDuplicateDetection' in entity &&
      entity.requiresDuplicateDetection &&
      `no duplicates within ${entity.duplicateDetectionHistoryTimeWindow}`,
  ].filter((trait) => trait !== false);
  return traits.length === 0 ? [] : [traits.join(', ')];
}

function receivableDetails(entity: QueueDefinition | SubscriptionDefinition): readonly string[] {
  const { lockDuration, maxDeliveryCount, deadLetteringOnMessageExpiration } = entity;
  const details = [
    lockDuration !== queueDefaults.lockDuration && `lock ${lockDuration}`,
    maxDeliveryCount !== queueDefaults.maxDeliveryCount && `${maxDeliveryCount} deliveries`,
  ].filter((detail) => detail !== false);
  return [
    ...(details.length === 0 ? [] : [details.join(', ')]),
    ...(deadLetteringOnMessageExpiration ? ['expired messages are dead-lettered'] : []),
  ];
}
