import type {
  NamespaceDefinition,
  QueueDefinition,
  ReceivableDefinition,
  RuleDefinition,
  SubscriptionDefinition,
  TopicDefinition,
} from '@ams/service-bus-model';

import type { AccessControl } from '../access/access-control.js';
import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import type { EngineContext } from '../engine/engine-context.js';
import { Queue, Subscription, type SubscriptionSettings, Topic, type TopicSettings } from '../engine/entities.js';
import { formatEntityPath, parseEntityPath } from '../engine/entity-path.js';
import { entityAlreadyExists, entityNotFound } from '../engine/errors.js';
import { checkForwarding } from '../engine/forwarding.js';
import { IdleWatch } from '../engine/idle-watch.js';
import type { Namespace } from '../engine/namespace.js';
import type { SubscriptionRule } from '../engine/subscription-rules.js';
import type { Store } from '../journal/store.js';
import {
  type DefinitionChecks,
  definitionChecks,
  refuseFixedChanges,
  refuseFullNamespace,
  refuseFullTopic,
  refuseTooManyFilters,
} from './admission.js';
import type { EntityRecords } from './entity-records.js';
import type { StoredEntity } from './stored-entity.js';

/** Keys that a client chose for access rules, by the rules' names. What it leaves out is kept, or made. */
export type ChosenKeys = ReadonlyMap<string, Partial<SharedAccessKeys>>;

const noKeys: ChosenKeys = new Map();

/** What administration works with. */
export interface AdministrationContext {
  readonly namespace: Namespace;
  readonly definition: NamespaceDefinition;
  readonly records: EntityRecords;
  readonly accessControl: AccessControl;
  readonly store: Pick<Store, 'replaceSharedAccessKeys'>;
  readonly engine: Pick<EngineContext, 'clock' | 'deadlines'>;
}

/**
 * Makes, changes and deletes entities while the broker runs. It takes effect at once, and is on disk with the next commit
 * of the journal. What Azure would refuse is refused, with BrokerError: `com.microsoft:argument-error` for what a
 * definition may not be, `amqp:resource-limit-exceeded` for one too many, `com.microsoft:entity-already-exists` and
 * `amqp:not-found`.
 */
export class Administration {
  readonly #context: AdministrationContext;
  readonly #checks: DefinitionChecks;
  readonly #idle: IdleWatch;

  constructor(context: AdministrationContext) {
    this.#context = context;
    this.#checks = definitionChecks(context.definition);
    this.#idle = new IdleWatch(context.engine, (entity) => this.#delete(entity));
    for (const entity of context.namespace.sendables) {
      this.#idle.watch(entity);
      if (entity instanceof Topic) for (const one of entity.subscriptions.values()) this.#idle.watch(one);
    }
  }

  /** The namespace that is administered. */
  get namespace(): Namespace {
    return this.#context.namespace;
  }

  createQueue(definition: QueueDefinition, keys: ChosenKeys = noKeys): Queue {
    this.#checks.queue(definition);
    this.#admit(definition.name, definition);
    this.#checkForwarding(definition.name, definition);
    this.#setAccessRules(definition, keys);
    const queue = this.namespace.addQueue(definition);
    this.#made(queue);
    return queue;
  }

  updateQueue(definition: QueueDefinition, keys: ChosenKeys = noKeys): Queue {
    const queue = this.namespace.sendable(parseEntityPath(definition.name));
    if (!(queue instanceof Queue)) throw entityNotFound(definition.name);
    const updated = { ...definition, name: queue.path };
    this.#checks.queue(updated);
    refuseFixedChanges(queue.path, queue.definition, updated);
    this.#checkForwarding(queue.path, updated);
    this.#setAccessRules(updated, keys);
    queue.update(updated);
    this.#changed(queue);
    return queue;
  }

  /** The topic gets the subscriptions of its definition, too. */
  createTopic(definition: TopicDefinition, keys: ChosenKeys = noKeys): Topic {
    this.#checks.topic(definition);
    this.#admit(definition.name, definition);
    this.#setAccessRules(definition, keys);
    const topic = this.namespace.addTopic({ ...definition, subscriptions: [] });
    this.#made(topic);
    for (const subscription of definition.subscriptions) this.createSubscription(topic.path, subscription);
    return topic;
  }

  /** The topic's subscriptions stay as they are. */
  updateTopic(definition: TopicSettings, keys: ChosenKeys = noKeys): Topic {
    const topic = this.#topic(definition.name);
    const updated = { ...definition, name: topic.path };
    this.#checks.topic(updated);
    refuseFixedChanges(topic.path, topic.definition, updated);
    this.#setAccessRules(updated, keys);
    topic.update(updated);
    this.#changed(topic);
    return topic;
  }

  createSubscription(topicName: string, definition: SubscriptionDefinition): Subscription {
    const topic = this.#topic(topicName);
    const path = formatEntityPath({ entity: topic.path, subscription: definition.name });
    this.#checks.subscription(path, definition);
    for (const rule of definition.rules) this.#checks.rule(path, rule);
    if (topic.subscriptions.has(definition.name.toLowerCase())) throw entityAlreadyExists(path);
    refuseFullTopic(topic);
    for (const rule of definition.rules) refuseTooManyFilters(topic, rule);
    this.#checkForwarding(path, definition);
    const subscription = topic.add(definition);
    this.#made(subscription);
    return subscription;
  }

  /** The subscription's rules stay as they are. */
  updateSubscription(topicName: string, definition: SubscriptionSettings): Subscription {
    const topic = this.#topic(topicName);
    const subscription = this.#subscription(topic, definition.name);
    const updated = { ...definition, name: subscription.definition.name };
    this.#checks.subscription(subscription.path, updated);
    refuseFixedChanges(subscription.path, subscription.definition, updated);
    this.#checkForwarding(subscription.path, updated);
    subscription.update(updated, topic.definition);
    this.#changed(subscription);
    return subscription;
  }

  /** Deletes a queue, or a topic with its subscriptions. Links to it are detached; its messages are lost. */
  deleteQueueOrTopic(name: string): void {
    const entity = this.namespace.sendable(parseEntityPath(name));
    if (entity === undefined) throw entityNotFound(name);
    this.#delete(entity);
  }

  deleteSubscription(topicName: string, name: string): void {
    this.#delete(this.#subscription(this.#topic(topicName), name));
  }

  createRule(topicName: string, subscriptionName: string, rule: RuleDefinition): SubscriptionRule {
    const topic = this.#topic(topicName);
    const subscription = this.#subscription(topic, subscriptionName);
    this.#checks.rule(subscription.path, rule);
    refuseTooManyFilters(topic, rule);
    const created = subscription.rules.add(rule, this.#now);
    this.#changed(subscription);
    return created;
  }

  updateRule(topicName: string, subscriptionName: string, rule: RuleDefinition): SubscriptionRule {
    const subscription = this.#subscription(this.#topic(topicName), subscriptionName);
    this.#checks.rule(subscription.path, rule);
    const updated = subscription.rules.replace(rule);
    this.#changed(subscription);
    return updated;
  }

  deleteRule(topicName: string, subscriptionName: string, name: string): void {
    const subscription = this.#subscription(this.#topic(topicName), subscriptionName);
    subscription.rules.remove(name);
    this.#changed(subscription);
  }

  get #now(): number {
    return this.#context.engine.clock.now();
  }

  #topic(name: string): Topic {
    const topic = this.namespace.sendable(parseEntityPath(name));
    if (topic instanceof Topic) return topic;
    throw entityNotFound(name);
  }

  #subscription(topic: Topic, name: string): Subscription {
    const subscription = topic.subscriptions.get(name.toLowerCase());
    if (subscription) return subscription;
    throw entityNotFound(formatEntityPath({ entity: topic.path, subscription: name }));
  }

  #admit(name: string, definition: { readonly partitioningEnabled: boolean }): void {
    if (this.namespace.sendable(parseEntityPath(name))) throw entityAlreadyExists(name);
    refuseFullNamespace(this.namespace, definition);
  }

  #checkForwarding(path: string, definition: Partial<ReceivableDefinition>): void {
    checkForwarding(path, definition, (name) => this.namespace.sendable(parseEntityPath(name)) !== undefined);
  }

  #setAccessRules({ name, authorizationRules }: Omit<TopicSettings, 'supportOrdering'>, chosen: ChosenKeys): void {
    const { accessControl, store } = this.#context;
    const rules = authorizationRules.map((rule) => {
      const known = accessControl.keysOf({ entityPath: name, name: rule.name }) ?? generateKeys();
      const { primaryKey = known.primaryKey, secondaryKey = known.secondaryKey } = chosen.get(rule.name) ?? {};
      return { name: rule.name, rights: new Set(rule.rights), keys: { primaryKey, secondaryKey } };
    });
    store.replaceSharedAccessKeys(name, new Map(rules.map(({ name: rule, keys }) => [rule, keys])));
    accessControl.setRules(name, rules);
  }

  #made(entity: Queue | Topic | Subscription): void {
    this.#record(entity);
    this.#idle.watch(entity);
  }

  #changed(entity: Queue | Topic | Subscription): void {
    const { activity } = entity;
    activity.times = { ...activity.times, updatedAt: this.#now };
    this.#record(entity);
    this.#idle.watch(entity);
    this.namespace.notify();
  }

  #record(entity: Queue | Topic | Subscription): void {
    this.#context.records.record(entity.path, storedEntityOf(entity), entity.activity.times);
  }

  #delete(entity: Queue | Topic | Subscription): void {
    this.#idle.forget(entity);
    this.#context.records.forget(entity.path, this.#now);
    if (entity instanceof Subscription) {
      this.namespace.deleteSubscription(this.#topic(parseEntityPath(entity.path).entity), entity);
      return;
    }
    if (entity instanceof Topic) for (const one of entity.subscriptions.values()) this.#idle.forget(one);
    this.#setAccessRules({ ...entity.definition, authorizationRules: [] }, noKeys);
    this.namespace.delete(entity);
  }
}

function storedEntityOf(entity: Queue | Topic | Subscription): StoredEntity {
  if (entity instanceof Queue) return { kind: 'queue', definition: entity.definition };
  if (entity instanceof Topic) return { kind: 'topic', definition: entity.definition };
  const rules = entity.rules.all.map(({ definition, createdAt }) => ({ definition, createdAt }));
  return { kind: 'subscription', definition: entity.definition, rules };
}
