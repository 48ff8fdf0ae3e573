import {
  type AuthorizationRuleDefinition,
  defineQueue,
  defineSubscription,
  defineTopic,
  defineTopology,
  type EntityStatus,
  type QueueDefinition,
  type RuleDefinition,
  type SubscriptionDefinition,
  type Topology,
} from '@ams/service-bus-model';
import type {
  AuthorizationRule,
  NamespaceProperties,
  QueueProperties,
  RuleProperties,
  SubscriptionProperties,
  TopicProperties,
} from '@azure/service-bus';

import { type DescribedEntity, nameOfTarget } from '../entities/entity-summary.js';
import { actionOfRule, filterOfRule } from '../entities/rule-view.js';

/** Rules of a subscription. */
export type RulesOf = (subscription: SubscriptionProperties) => readonly RuleProperties[];

/** What a namespace has, in the words of the model. Alerts are Azure Monitor's, and no administration client tells them. */
export function topologyOfNamespace(
  { name, messagingSku: sku }: Pick<NamespaceProperties, 'name' | 'messagingSku'>,
  entities: readonly DescribedEntity[],
  rulesOf: RulesOf,
): Topology {
  const subscriptions = entities.flatMap((each) => (each.kind === 'subscription' ? [each.settings] : []));
  return defineTopology({
    namespace: { name, sku },
    queues: entities.flatMap((each) => (each.kind === 'queue' ? [queueOf(each.settings)] : [])),
    topics: entities.flatMap((each) => {
      if (each.kind !== 'topic') return [];
      const own = subscriptions.filter(({ topicName }) => topicName === each.settings.name);
      return [
        defineTopic({
          ...sendableOf(each.settings),
          subscriptions: own.map((one) => subscriptionOf(one, rulesOf(one))),
        }),
      ];
    }),
  });
}

function queueOf(settings: QueueProperties): QueueDefinition {
  return defineQueue({ ...sendableOf(settings), ...receivableOf(settings) });
}

function subscriptionOf(settings: SubscriptionProperties, rules: readonly RuleProperties[]): SubscriptionDefinition {
  return defineSubscription({
    name: settings.subscriptionName,
    status: statusOf(settings.status),
    defaultMessageTimeToLive: settings.defaultMessageTimeToLive,
    autoDeleteOnIdle: settings.autoDeleteOnIdle,
    ...receivableOf(settings),
    rules: rules.map(ruleOf),
  });
}

function sendableOf(settings: QueueProperties | TopicProperties) {
  return {
    name: settings.name,
    status: statusOf(settings.status),
    defaultMessageTimeToLive: settings.defaultMessageTimeToLive,
    autoDeleteOnIdle: settings.autoDeleteOnIdle,
    requiresDuplicateDetection: settings.requiresDuplicateDetection,
    duplicateDetectionHistoryTimeWindow: settings.duplicateDetectionHistoryTimeWindow,
    partitioningEnabled: settings.enablePartitioning,
    authorizationRules: (settings.authorizationRules ?? []).map(accessRuleOf),
  };
}

function receivableOf(settings: QueueProperties | SubscriptionProperties) {
  const forwardTo = nameOfTarget(settings.forwardTo);
  const forwardDeadLetteredMessagesTo = nameOfTarget(settings.forwardDeadLetteredMessagesTo);
  return {
    lockDuration: settings.lockDuration,
    maxDeliveryCount: settings.maxDeliveryCount,
    deadLetteringOnMessageExpiration: settings.deadLetteringOnMessageExpiration,
    requiresSession: settings.requiresSession,
    ...(forwardTo === null ? {} : { forwardTo }),
    ...(forwardDeadLetteredMessagesTo === null ? {} : { forwardDeadLetteredMessagesTo }),
  };
}

/** States in between, such as Creating, are none that anybody sets: the entity works. */
function statusOf(status: string): EntityStatus {
  return status === 'Disabled' || status === 'SendDisabled' || status === 'ReceiveDisabled' ? status : 'Active';
}

function accessRuleOf({ keyName: name, accessRights: rights = [] }: AuthorizationRule): AuthorizationRuleDefinition {
  return { name, rights };
}

function ruleOf(rule: RuleProperties): RuleDefinition {
  const sqlExpression = actionOfRule(rule);
  return {
    name: rule.name,
    filter: filterOfRule(rule),
    ...(sqlExpression === undefined ? {} : { action: { sqlExpression } }),
  };
}
