import { z } from 'zod';
import { defineQueue, defineSubscription, defineTopic } from '../defaults.js';
import { given } from '../given.js';
import type {
  AuthorizationRuleDefinition,
  QueueDefinition,
  RuleDefinition,
  SubscriptionDefinition,
  TopicDefinition,
} from '../topology.js';
import { readAttributes } from './attributes.js';
import type { Resolve } from './references.js';
import type { StackResource } from './stack-document.js';

const status = z.enum(['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled']).optional();

const receivable = {
  lock_duration: z.string().optional(),
  max_delivery_count: z.number().optional(),
  dead_lettering_on_message_expiration: z.boolean().optional(),
  requires_session: z.boolean().optional(),
  forward_to: z.string().optional(),
  forward_dead_lettered_messages_to: z.string().optional(),
};

const sendable = {
  namespace_id: z.string(),
  requires_duplicate_detection: z.boolean().optional(),
  duplicate_detection_history_time_window: z.string().optional(),
  partitioning_enabled: z.boolean().optional(),
  express_enabled: z.boolean().optional(),
  max_size_in_megabytes: z.number().optional(),
  max_message_size_in_kilobytes: z.number().optional(),
};

const entity = {
  name: z.string(),
  status,
  default_message_ttl: z.string().optional(),
  auto_delete_on_idle: z.string().optional(),
  batched_operations_enabled: z.boolean().optional(),
};

const queueSchema = z.object({ ...entity, ...sendable, ...receivable });

const topicSchema = z.object({ ...entity, ...sendable, support_ordering: z.boolean().optional() });

const subscriptionSchema = z.object({
  ...entity,
  ...receivable,
  topic_id: z.string(),
  dead_lettering_on_filter_evaluation_error: z.boolean().optional(),
});

type Entity = z.output<z.ZodObject<typeof entity>>;
type Sendable = z.output<z.ZodObject<typeof sendable>>;
type Receivable = z.output<z.ZodObject<typeof receivable>>;

const entityMembers = (attributes: Entity) => ({
  name: attributes.name,
  status: attributes.status,
  defaultMessageTimeToLive: attributes.default_message_ttl,
  autoDeleteOnIdle: attributes.auto_delete_on_idle,
  batchedOperationsEnabled: attributes.batched_operations_enabled,
});

const sendableMembers = (attributes: Sendable) => ({
  requiresDuplicateDetection: attributes.requires_duplicate_detection,
  duplicateDetectionHistoryTimeWindow: attributes.duplicate_detection_history_time_window,
  partitioningEnabled: attributes.partitioning_enabled,
  expressEnabled: attributes.express_enabled,
  maxSizeInMegabytes: attributes.max_size_in_megabytes,
  maxMessageSizeInKilobytes: attributes.max_message_size_in_kilobytes,
});

const receivableMembers = (attributes: Receivable) => ({
  lockDuration: attributes.lock_duration,
  maxDeliveryCount: attributes.max_delivery_count,
  deadLetteringOnMessageExpiration: attributes.dead_lettering_on_message_expiration,
  requiresSession: attributes.requires_session,
  forwardTo: attributes.forward_to,
  forwardDeadLetteredMessagesTo: attributes.forward_dead_lettered_messages_to,
});

/** An `azurerm_servicebus_queue`. What it leaves out is as Azure's default. */
export function readQueue(
  resource: StackResource,
  resolve: Resolve,
  authorizationRules: readonly AuthorizationRuleDefinition[],
): QueueDefinition {
  const attributes = readAttributes(resource, queueSchema, resolve);
  return defineQueue({
    ...given(entityMembers(attributes)),
    ...given(sendableMembers(attributes)),
    ...given(receivableMembers(attributes)),
    authorizationRules,
  });
}

/** An `azurerm_servicebus_topic`. What it leaves out is as Azure's default. */
export function readTopic(
  resource: StackResource,
  resolve: Resolve,
  authorizationRules: readonly AuthorizationRuleDefinition[],
  subscriptions: readonly SubscriptionDefinition[],
): TopicDefinition {
  const attributes = readAttributes(resource, topicSchema, resolve);
  return defineTopic({
    ...given(entityMembers(attributes)),
    ...given(sendableMembers(attributes)),
    ...given({ supportOrdering: attributes.support_ordering }),
    authorizationRules,
    subscriptions,
  });
}

/**
 * An `azurerm_servicebus_subscription`. What it leaves out is as Azure's default; over ARM the rule `$Default` goes away
 * when the subscription gets another.
 */
export function readSubscription(
  resource: StackResource,
  resolve: Resolve,
  rules: readonly RuleDefinition[],
): SubscriptionDefinition {
  const attributes = readAttributes(resource, subscriptionSchema, resolve);
  return defineSubscription({
    ...given(entityMembers(attributes)),
    ...given(receivableMembers(attributes)),
    ...given({ deadLetteringOnFilterEvaluationError: attributes.dead_lettering_on_filter_evaluation_error }),
    ...(rules.length > 0 && { rules }),
  });
}
