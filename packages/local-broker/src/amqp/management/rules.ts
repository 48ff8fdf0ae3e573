import rhea from 'rhea';
import { z } from 'zod';

import type { Subscription } from '../../engine/entities.js';
import { formatEntityPath } from '../../engine/entity-path.js';
import { BrokerError, entityNotFound } from '../../engine/errors.js';
import type { Typed } from '../../message/encoding.js';
import type { NodeRequest } from '../request.js';
import { map, type Operations, parseBody, type Target } from './operation.js';
import { addRuleBody, encodeRule } from './rule-descriptions.js';

/** Rules of a subscription. Azure asks for no more than Listen here, other than over its administration API. */
export const ruleOperations: Operations = {
  'com.microsoft:add-rule': { right: 'Listen', durable: true, counts: 'management', run: addRule },
  'com.microsoft:remove-rule': { right: 'Listen', durable: true, counts: 'management', run: removeRule },
  'com.microsoft:enumerate-rules': { right: 'Listen', durable: false, counts: 'management', run: enumerateRules },
};

function addRule(target: Target, request: NodeRequest): undefined {
  const { topic, subscription } = subscriptionOf(target);
  target.context.administration.createRule(topic, subscription, parseBody(addRuleBody, request));
}

const removeBody = z.object({ 'rule-name': z.string() });

function removeRule(target: Target, request: NodeRequest): undefined {
  const { topic, subscription } = subscriptionOf(target);
  target.context.administration.deleteRule(topic, subscription, parseBody(removeBody, request)['rule-name']);
}

const count = z.number().int().nonnegative();
const enumerateBody = z.object({ top: count.nullish(), skip: count.nullish() });

function enumerateRules(target: Target, request: NodeRequest): Typed | 'nothing' {
  const { entity } = subscriptionOf(target);
  const { top, skip } = parseBody(enumerateBody, request);
  const rules = entity.rules.sorted.slice(skip ?? 0).slice(0, top ?? Infinity);
  if (rules.length === 0) return 'nothing';
  const described = rules.map((rule) => rhea.types.wrap_map({ 'rule-description': encodeRule(rule) }));
  return map({ rules: rhea.types.wrap_list(described) });
}

/** @throws BrokerError `amqp:not-found`, or `amqp:not-allowed` for an entity that is none that has rules. */
function subscriptionOf({ path, context }: Target): {
  readonly topic: string;
  readonly subscription: string;
  readonly entity: Subscription;
} {
  const { entity: topic, subscription, subQueue } = path;
  if (subscription === undefined || subQueue !== undefined) {
    throw new BrokerError('amqp:not-allowed', `'${formatEntityPath(path)}' has no rules. Only subscriptions have.`);
  }
  const entity = context.namespace.subscription(path);
  if (entity === undefined) throw entityNotFound(formatEntityPath(path));
  return { topic, subscription, entity };
}
