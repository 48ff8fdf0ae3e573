import {
  defineTopic,
  type EntityStatus,
  type NamespaceDefinition,
  topicDefaults,
  type TopicDefinition,
} from '@ams/service-bus-model';

import type { ChosenKeys } from '../administration/administration.js';
import type { Topic, TopicSettings } from '../engine/entities.js';
import { formatAuthorizationRules, readAuthorizationRules } from './authorization-rules.js';
import { type DescriptionContext, formatCountDetails, formatTimes, sizeOf } from './entity-state.js';
import { given, Members } from './members.js';
import { checkMessageSize, largestMessageOf, wireSizeOf, withPartitionSize } from './sizes.js';
import { element, optionalElement, type XmlElement } from './xml.js';

/** A topic as a client wants it, without subscriptions, and the keys it chose. */
export interface GivenTopic {
  readonly definition: TopicDefinition;
  readonly keys: ChosenKeys;
}

/**
 * Reads what a topic is to be. What is left out gets Azure's default, but stays as it is where it cannot change.
 *
 * @param present what it is now; absent for one that is made.
 */
export function readTopic(
  description: XmlElement,
  name: string,
  namespace: NamespaceDefinition,
  present?: TopicSettings,
): GivenTopic {
  const members = new Members(description);
  const accessRules = readAuthorizationRules(members.element('AuthorizationRules'));
  const partitioningEnabled = members.boolean('EnablePartitioning') ?? present?.partitioningEnabled;
  const asGiven = given<Partial<TopicDefinition>>({
    defaultMessageTimeToLive: members.text('DefaultMessageTimeToLive'),
    maxSizeInMegabytes: members.integer('MaxSizeInMegabytes'),
    requiresDuplicateDetection: members.boolean('RequiresDuplicateDetection') ?? present?.requiresDuplicateDetection,
    duplicateDetectionHistoryTimeWindow: members.text('DuplicateDetectionHistoryTimeWindow'),
    batchedOperationsEnabled: members.boolean('EnableBatchedOperations'),
    authorizationRules: accessRules?.rules ?? present?.authorizationRules,
    status: members.text('Status') as EntityStatus | undefined,
    userMetadata: members.text('UserMetadata'),
    // A partitioned topic keeps no order among its partitions.
    supportOrdering: members.boolean('SupportOrdering') ?? partitioningEnabled !== true,
    autoDeleteOnIdle: members.text('AutoDeleteOnIdle'),
    partitioningEnabled,
    expressEnabled: members.boolean('EnableExpress') ?? present?.expressEnabled,
    maxMessageSizeInKilobytes: members.integer('MaxMessageSizeInKilobytes'),
  });
  checkMessageSize(asGiven.maxMessageSizeInKilobytes, namespace);
  const definition = withPartitionSize(defineTopic({ ...topicDefaults, ...asGiven, name }), namespace);
  return { definition, keys: accessRules?.keys ?? new Map() };
}

export function formatTopic(topic: Topic, context: DescriptionContext): XmlElement {
  const { definition, activity } = topic;
  const { namespace } = context;
  return element('TopicDescription', [
    element('DefaultMessageTimeToLive', definition.defaultMessageTimeToLive),
    element('MaxSizeInMegabytes', wireSizeOf(definition, namespace)),
    element('RequiresDuplicateDetection', definition.requiresDuplicateDetection),
    element('DuplicateDetectionHistoryTimeWindow', definition.duplicateDetectionHistoryTimeWindow),
    element('EnableBatchedOperations', definition.batchedOperationsEnabled),
    element('SizeInBytes', sizeOf(topic)),
    element('FilteringMessagesBeforePublishing', false),
    element('IsAnonymousAccessible', false),
    formatAuthorizationRules(definition.authorizationRules, context.accessRulesOf(topic.path), activity.times),
    element('Status', definition.status),
    optionalElement('UserMetadata', definition.userMetadata),
    ...formatTimes(activity),
    element('SupportOrdering', definition.supportOrdering),
    formatCountDetails(topic),
    element('SubscriptionCount', topic.subscriptions.size),
    element('AutoDeleteOnIdle', definition.autoDeleteOnIdle),
    element('EnablePartitioning', definition.partitioningEnabled),
    element('EntityAvailabilityStatus', 'Available'),
    element('EnableSubscriptionPartitioning', false),
    element('EnableExpress', definition.expressEnabled),
    element('MaxMessageSizeInKilobytes', largestMessageOf(definition, namespace)),
  ]);
}
