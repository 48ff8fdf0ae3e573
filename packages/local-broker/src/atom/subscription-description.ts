import {
  defaultRule,
  defineSubscription,
  type EntityStatus,
  type RuleDefinition,
  type SubscriptionDefinition,
} from '@ams/service-bus-model';

import type { Subscription, SubscriptionSettings } from '../engine/entities.js';
import { countsOf, type DescriptionContext, formatCountDetails, formatTimes } from './entity-state.js';
import { formatForwardDeadLetters, formatForwardTo, readForwardingTargets } from './forwarding-address.js';
import { given, Members } from './members.js';
import { readRule } from './rule-description.js';
import { element, optionalElement, type XmlElement } from './xml.js';

/**
 * Reads what a subscription is to be. What is left out gets Azure's default, but stays as it is where it cannot change.
 * Its first rule is the one that is given with it, else `$Default`.
 *
 * @param present what it is now; absent for one that is made.
 */
export function readSubscription(
  description: XmlElement,
  name: string,
  present?: SubscriptionSettings,
): SubscriptionDefinition {
  const members = new Members(description);
  const asGiven = given<Partial<SubscriptionDefinition>>({
    lockDuration: members.text('LockDuration'),
    requiresSession: members.boolean('RequiresSession') ?? present?.requiresSession,
    defaultMessageTimeToLive: members.text('DefaultMessageTimeToLive'),
    deadLetteringOnMessageExpiration: members.boolean('DeadLetteringOnMessageExpiration'),
    deadLetteringOnFilterEvaluationError: members.boolean('DeadLetteringOnFilterEvaluationExceptions'),
    maxDeliveryCount: members.integer('MaxDeliveryCount'),
    batchedOperationsEnabled: members.boolean('EnableBatchedOperations'),
    status: members.text('Status') as EntityStatus | undefined,
    ...readForwardingTargets(members),
    userMetadata: members.text('UserMetadata'),
    autoDeleteOnIdle: members.text('AutoDeleteOnIdle'),
  });
  return defineSubscription({ ...asGiven, name, rules: [readFirstRule(members.element('DefaultRuleDescription'))] });
}

export function formatSubscription(subscription: Subscription, { host }: DescriptionContext): XmlElement {
  const { definition, activity } = subscription;
  return element('SubscriptionDescription', [
    element('LockDuration', definition.lockDuration),
    element('RequiresSession', definition.requiresSession),
    element('DefaultMessageTimeToLive', definition.defaultMessageTimeToLive),
    element('DeadLetteringOnMessageExpiration', definition.deadLetteringOnMessageExpiration),
    element('DeadLetteringOnFilterEvaluationExceptions', definition.deadLetteringOnFilterEvaluationError),
    element('MessageCount', countsOf(subscription).total),
    element('MaxDeliveryCount', definition.maxDeliveryCount),
    element('EnableBatchedOperations', definition.batchedOperationsEnabled),
    element('Status', definition.status),
    formatForwardTo(definition, host),
    ...formatTimes(activity),
    formatCountDetails(subscription),
    optionalElement('UserMetadata', definition.userMetadata),
    formatForwardDeadLetters(definition, host),
    element('AutoDeleteOnIdle', definition.autoDeleteOnIdle),
    element('EntityAvailabilityStatus', 'Available'),
  ]);
}

function readFirstRule(description: XmlElement | undefined): RuleDefinition {
  if (description === undefined) return defaultRule;
  return readRule(description, new Members(description).text('Name') ?? defaultRule.name);
}
