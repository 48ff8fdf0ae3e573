import {
  defineQueue,
  type EntityStatus,
  type NamespaceDefinition,
  type QueueDefinition,
  queueDefaults,
} from '@ams/service-bus-model';

import type { ChosenKeys } from '../administration/administration.js';
import type { Queue } from '../engine/entities.js';
import { formatAuthorizationRules, readAuthorizationRules } from './authorization-rules.js';
import { countsOf, type DescriptionContext, formatCountDetails, formatTimes, sizeOf } from './entity-state.js';
import { formatForwardDeadLetters, formatForwardTo, readForwardingTargets } from './forwarding-address.js';
import { given, Members } from './members.js';
import { checkMessageSize, largestMessageOf, wireSizeOf, withPartitionSize } from './sizes.js';
import { element, optionalElement, type XmlElement } from './xml.js';

/** A queue as a client wants it, and the keys it chose. */
export interface GivenQueue {
  readonly definition: QueueDefinition;
  readonly keys: ChosenKeys;
}

/**
 * Reads what a queue is to be. What is left out gets Azure's default, but stays as it is where it cannot change.
 *
 * @param present what it is now; absent for one that is made.
 */
export function readQueue(
  description: XmlElement,
  name: string,
  namespace: NamespaceDefinition,
  present?: QueueDefinition,
): GivenQueue {
  const members = new Members(description);
  const accessRules = readAuthorizationRules(members.element('AuthorizationRules'));
  const asGiven = given<Partial<QueueDefinition>>({
    lockDuration: members.text('LockDuration'),
    maxSizeInMegabytes: members.integer('MaxSizeInMegabytes'),
    requiresDuplicateDetection: members.boolean('RequiresDuplicateDetection') ?? present?.requiresDuplicateDetection,
    requiresSession: members.boolean('RequiresSession') ?? present?.requiresSession,
    defaultMessageTimeToLive: members.text('DefaultMessageTimeToLive'),
    deadLetteringOnMessageExpiration: members.boolean('DeadLetteringOnMessageExpiration'),
    duplicateDetectionHistoryTimeWindow: members.text('DuplicateDetectionHistoryTimeWindow'),
    maxDeliveryCount: members.integer('MaxDeliveryCount'),
    batchedOperationsEnabled: members.boolean('EnableBatchedOperations'),
    authorizationRules: accessRules?.rules ?? present?.authorizationRules,
    status: members.text('Status') as EntityStatus | undefined,
    ...readForwardingTargets(members),
    userMetadata: members.text('UserMetadata'),
    autoDeleteOnIdle: members.text('AutoDeleteOnIdle'),
    partitioningEnabled: members.boolean('EnablePartitioning') ?? present?.partitioningEnabled,
    expressEnabled: members.boolean('EnableExpress') ?? present?.expressEnabled,
    maxMessageSizeInKilobytes: members.integer('MaxMessageSizeInKilobytes'),
  });
  checkMessageSize(asGiven.maxMessageSizeInKilobytes, namespace);
  const definition = withPartitionSize(defineQueue({ ...queueDefaults, ...asGiven, name }), namespace);
  return { definition, keys: accessRules?.keys ?? new Map() };
}

export function formatQueue(queue: Queue, context: DescriptionContext): XmlElement {
  const { definition, activity } = queue;
  const { namespace, host } = context;
  return element('QueueDescription', [
    element('LockDuration', definition.lockDuration),
    element('MaxSizeInMegabytes', wireSizeOf(definition, namespace)),
    element('RequiresDuplicateDetection', definition.requiresDuplicateDetection),
    element('RequiresSession', definition.requiresSession),
    element('DefaultMessageTimeToLive', definition.defaultMessageTimeToLive),
    element('DeadLetteringOnMessageExpiration', definition.deadLetteringOnMessageExpiration),
    element('DuplicateDetectionHistoryTimeWindow', definition.duplicateDetectionHistoryTimeWindow),
    element('MaxDeliveryCount', definition.maxDeliveryCount),
    element('EnableBatchedOperations', definition.batchedOperationsEnabled),
    element('SizeInBytes', sizeOf(queue)),
    element('MessageCount', countsOf(queue).total),
    element('IsAnonymousAccessible', false),
    formatAuthorizationRules(definition.authorizationRules, context.accessRulesOf(queue.path), activity.times),
    element('Status', definition.status),
    formatForwardTo(definition, host),
    optionalElement('UserMetadata', definition.userMetadata),
    ...formatTimes(activity),
    element('SupportOrdering', !definition.partitioningEnabled),
    formatCountDetails(queue),
    element('AutoDeleteOnIdle', definition.autoDeleteOnIdle),
    element('EnablePartitioning', definition.partitioningEnabled),
    formatForwardDeadLetters(definition, host),
    element('EntityAvailabilityStatus', 'Available'),
    element('EnableExpress', definition.expressEnabled),
    element('MaxMessageSizeInKilobytes', largestMessageOf(definition, namespace)),
  ]);
}
