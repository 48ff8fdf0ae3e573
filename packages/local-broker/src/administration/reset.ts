import { isDeepStrictEqual } from 'node:util';

import type { QueueDefinition, SubscriptionDefinition, Topology, TopicDefinition } from '@ams/service-bus-model';

import { Queue, type Subscription, Topic } from '../engine/entities.js';
import { parseEntityPath } from '../engine/entity-path.js';
import type { Administration } from './administration.js';
import { haveSameFixedProperties } from './admission.js';

/**
 * Brings a namespace back to what its topology says, and empties it: messages, schedules, locks, session states and the
 * memory of duplicates are gone. Entities that are what they should be stay, and the links to them with them; only
 * links that hold a session end, for it is gone. Sequence numbers go on.
 */
export function resetNamespace(topology: Pick<Topology, 'queues' | 'topics'>, administration: Administration): void {
  empty(administration);
  deleteOthers(topology, administration);
  // A target has to be there before another entity can forward to it.
  for (const queue of topology.queues) createMissingQueue(withoutForwarding(queue), administration);
  for (const topic of topology.topics) createMissingTopic(topic, administration);
  for (const queue of topology.queues) restoreQueue(queue, administration);
  for (const topic of topology.topics) restoreTopic(topic, administration);
}

function empty({ namespace }: Administration): void {
  const queues = namespace.messageQueues;
  for (const queue of queues) queue.clear();
  // With nothing left to give, a session that ends moves nobody's messages.
  for (const queue of queues) queue.sessions?.loseLocks(Infinity);
  for (const entity of namespace.sendables) if (entity instanceof Topic) entity.recent.clear();
}

/** Deletes what the topology does not have, or has otherwise than an entity can become. */
function deleteOthers({ queues, topics }: Pick<Topology, 'queues' | 'topics'>, administration: Administration): void {
  for (const entity of [...administration.namespace.sendables]) {
    const wanted = (entity instanceof Queue ? queues : topics).find(({ name }) => name === entity.path);
    if (wanted === undefined || !haveSameFixedProperties(entity.definition, wanted)) {
      administration.deleteQueueOrTopic(entity.path);
    } else if (entity instanceof Topic) {
      deleteOtherSubscriptions(entity, wanted as TopicDefinition, administration);
    }
  }
}

function deleteOtherSubscriptions(
  topic: Topic,
  { subscriptions }: TopicDefinition,
  administration: Administration,
): void {
  for (const { definition } of [...topic.subscriptions.values()]) {
    const wanted = subscriptions.find(({ name }) => name === definition.name);
    if (wanted && haveSameFixedProperties(definition, wanted)) continue;
    administration.deleteSubscription(topic.path, definition.name);
  }
}

function createMissingQueue(queue: QueueDefinition, administration: Administration): void {
  if (administration.namespace.sendable(parseEntityPath(queue.name)) === undefined) administration.createQueue(queue);
}

function createMissingTopic(topic: TopicDefinition, administration: Administration): void {
  if (administration.namespace.sendable(parseEntityPath(topic.name)) !== undefined) return;
  administration.createTopic({ ...topic, subscriptions: [] });
}

function restoreQueue(queue: QueueDefinition, administration: Administration): void {
  const { definition } = administration.namespace.sendable(parseEntityPath(queue.name)) as Queue;
  if (!isDeepStrictEqual(definition, queue)) administration.updateQueue(queue);
}

function restoreTopic({ subscriptions, ...topic }: TopicDefinition, administration: Administration): void {
  const present = administration.namespace.sendable(parseEntityPath(topic.name)) as Topic;
  if (!isDeepStrictEqual(present.definition, topic)) administration.updateTopic(topic);
  for (const subscription of subscriptions) {
    const existing = present.subscriptions.get(subscription.name.toLowerCase());
    if (existing) restoreSubscription(present, existing, subscription, administration);
    else administration.createSubscription(present.path, subscription);
  }
}

function restoreSubscription(
  topic: Topic,
  subscription: Subscription,
  { rules, ...wanted }: SubscriptionDefinition,
  administration: Administration,
): void {
  if (!isDeepStrictEqual(subscription.definition, wanted)) administration.updateSubscription(topic.path, wanted);
  const present = subscription.rules.all.map(({ definition }) => definition);
  if (isDeepStrictEqual(present, rules)) return;
  for (const { name } of present) administration.deleteRule(topic.path, wanted.name, name);
  for (const rule of rules) administration.createRule(topic.path, wanted.name, rule);
}

function withoutForwarding(queue: QueueDefinition): QueueDefinition {
  const copy: { -readonly [Property in keyof QueueDefinition]: QueueDefinition[Property] } = { ...queue };
  delete copy.forwardTo;
  delete copy.forwardDeadLetteredMessagesTo;
  return copy;
}
