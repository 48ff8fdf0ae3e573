import { resubmitToProperty } from '@ams/messages';
import type { RuleProperties, ServiceBusAdministrationClient } from '@azure/service-bus';

import { addressOf, isSamePath } from '../entities/entity-path.js';

/**
 * Other subscriptions that a message for one of them would reach, too. Nothing can be sent to a subscription: what goes
 * back goes to the topic, with a property that names the one which it is for. Rules that do not look at it take it, too.
 *
 * @param path of a queue or subscription
 * @returns names; none for a queue
 */
export async function alsoReached(
  administration: ServiceBusAdministrationClient,
  path: string,
): Promise<readonly string[]> {
  const { entity: topic, subscription } = addressOf(path);
  if (subscription === undefined) return [];
  const reached: string[] = [];
  for await (const { subscriptionName } of administration.listSubscriptions(topic)) {
    if (isSamePath(subscriptionName, subscription)) continue;
    for await (const rule of administration.listRules(topic, subscriptionName)) {
      if (looksAtAddress(rule)) continue;
      reached.push(subscriptionName);
      break;
    }
  }
  return reached;
}

function looksAtAddress({ filter }: RuleProperties): boolean {
  if ('sqlExpression' in filter) return filter.sqlExpression.includes(resubmitToProperty);
  return Object.hasOwn(filter.applicationProperties ?? {}, resubmitToProperty);
}
