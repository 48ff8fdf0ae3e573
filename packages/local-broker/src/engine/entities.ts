import type {
  QueueDefinition,
  ReceivableDefinition,
  SendableDefinition,
  SubscriptionDefinition,
  TopicDefinition,
} from '@ams/service-bus-model';
import { limits } from '@ams/service-bus-model';

import { type CompiledRule, FilterEvaluationError } from '../filters/index.js';
import type { Activity } from './activity.js';
import { headerSizeExceeded } from './dead-letter.js';
import { EntityCounters } from './entity-counters.js';
import { formatEntityPath } from './entity-path.js';
import {
  duplicateWindowOf,
  makeMessageQueues,
  type MessageQueueFactory,
  queueSenders,
  reconfigure,
  storageSizeOf,
  subscriptionSenders,
} from './entity-queues.js';
import type { BrokerMessage } from './message.js';
import { hasLargeHeader } from './message-limits.js';
import type { MessageQueue } from './message-queue.js';
import { RecentDecisions, RecentMessages, refusals } from './recent-messages.js';
import { copiesOf, filterEvaluationFailed } from './rule-copies.js';
import { Storage } from './storage.js';
import { SubscriptionRules } from './subscription-rules.js';

/** An entity of any kind, but rules. */
export interface Entity {
  readonly path: string;
  readonly activity: Activity;
  readonly counters: EntityCounters;
}

/** An entity that senders address: a queue or a topic. */
export interface Sendable extends Entity {
  readonly definition: SendableDefinition;
  /** Where messages enter: the queue itself, or what holds a topic's scheduled messages. */
  readonly entrance: MessageQueue;
}

/** An entity that receivers address: a queue or a subscription. */
export interface Receivable extends Entity {
  readonly definition: ReceivableDefinition;
  readonly messages: MessageQueue;
  readonly deadLetters: MessageQueue;
  /** Messages that could not be sent through this entity to another one. */
  readonly transferDeadLetters: MessageQueue;
}

/** A topic without what is in it. */
export type TopicSettings = Omit<TopicDefinition, 'subscriptions'>;
/** A subscription without its rules. */
export type SubscriptionSettings = Omit<SubscriptionDefinition, 'rules'>;

export class Queue implements Sendable, Receivable {
  readonly path: string;
  readonly activity: Activity;
  readonly counters = new EntityCounters();
  readonly messages: MessageQueue;
  readonly deadLetters: MessageQueue;
  readonly transferDeadLetters: MessageQueue;
  readonly #factory: MessageQueueFactory;
  #definition: QueueDefinition;

  constructor(definition: QueueDefinition, factory: MessageQueueFactory) {
    this.#definition = definition;
    this.#factory = factory;
    this.path = definition.name;
    this.activity = factory.activity();
    const partitions = definition.partitioningEnabled ? limits.entityPartitions : 1;
    const storage = new Storage(this.path, () => storageSizeOf(this.#definition));
    const settings = { partitions, storage, counters: this.counters, ...queueSenders(definition) };
    const made = makeMessageQueues(this.path, definition, settings, factory);
    this.messages = made.messages;
    this.deadLetters = made.deadLetters;
    this.transferDeadLetters = made.transferDeadLetters;
  }

  get definition(): QueueDefinition {
    return this.#definition;
  }

  get entrance(): MessageQueue {
    return this.messages;
  }

  /** @param definition with the partitioning, sessions and duplicate detection it was made with. */
  update(definition: QueueDefinition): void {
    this.#definition = definition;
    reconfigure(this, queueSenders(definition), this.#factory);
  }
}

export class Topic implements Sendable {
  readonly path: string;
  readonly activity: Activity;
  readonly counters = new EntityCounters();
  readonly entrance: MessageQueue;
  /** The latest messages, for whoever asks what became of them. */
  readonly recent = new RecentMessages<Subscription>();
  readonly #factory: MessageQueueFactory;
  readonly #subscriptions = new Map<string, Subscription>();
  /** The same as a list, which is another one after each change. */
  #subscriptionList: readonly Subscription[] = [];
  readonly #storage: Storage;
  #definition: TopicSettings;

  constructor({ subscriptions, ...definition }: TopicDefinition, factory: MessageQueueFactory) {
    this.#definition = definition;
    this.#factory = factory;
    this.path = definition.name;
    this.activity = factory.activity();
    this.#storage = new Storage(this.path, () => storageSizeOf(this.#definition));
    this.entrance = factory.create({
      path: this.path,
      lockDuration: 0,
      maxDeliveryCount: Infinity,
      timeToLive: Infinity,
      deadLettersExpired: false,
      partitions: definition.partitioningEnabled ? limits.entityPartitions : 1,
      passOn: { refusalOf: () => undefined, take: (message) => this.#publish(message) },
      storage: this.#storage,
      counters: this.counters,
      ...duplicateWindowOf(definition),
    });
    for (const subscription of subscriptions) this.add(subscription);
  }

  get definition(): TopicSettings {
    return this.#definition;
  }

  /** By name in lower case. */
  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions;
  }

  /** @param definition with the partitioning and duplicate detection it was made with. */
  update(definition: TopicSettings): void {
    this.#definition = definition;
    this.entrance.reconfigure(duplicateWindowOf(definition));
    for (const subscription of this.#subscriptions.values()) subscription.update(subscription.definition, definition);
  }

  add(definition: SubscriptionDefinition): Subscription {
    const subscription = new Subscription(definition, this.#definition, this.#factory, this.#storage);
    this.#subscriptions.set(definition.name.toLowerCase(), subscription);
    this.#subscriptionList = [...this.#subscriptions.values()];
    return subscription;
  }

  /** Takes the subscription out of the topic; what it holds is its own. */
  remove(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.definition.name.toLowerCase());
    this.#subscriptionList = [...this.#subscriptions.values()];
  }

  #publish(message: BrokerMessage): void {
    const place = this.recent.remember(message, this.#subscriptionList);
    for (const subscription of this.#subscriptionList) subscription.offer(message, place);
  }
}

export class Subscription implements Receivable {
  readonly path: string;
  readonly activity: Activity;
  readonly counters = new EntityCounters();
  readonly messages: MessageQueue;
  readonly deadLetters: MessageQueue;
  readonly transferDeadLetters: MessageQueue;
  readonly rules: SubscriptionRules;
  /** What it decided about the latest messages of its topic. */
  readonly recentDecisions = new RecentDecisions();
  readonly #factory: MessageQueueFactory;
  #definition: SubscriptionSettings;

  /** @param storage of the topic, which its subscriptions share. */
  constructor(
    { rules, ...definition }: SubscriptionDefinition,
    topic: TopicSettings,
    factory: MessageQueueFactory,
    storage: Storage,
  ) {
    this.#definition = definition;
    this.#factory = factory;
    this.path = formatEntityPath({ entity: topic.name, subscription: definition.name });
    this.activity = factory.activity();
    this.rules = new SubscriptionRules(this.path, rules, this.activity.times.createdAt);
    const partitions = topic.partitioningEnabled ? limits.entityPartitions : 1;
    const settings = { partitions, storage, counters: this.counters, ...subscriptionSenders(topic) };
    const made = makeMessageQueues(this.path, definition, settings, factory);
    this.messages = made.messages;
    this.deadLetters = made.deadLetters;
    this.transferDeadLetters = made.transferDeadLetters;
  }

  get definition(): SubscriptionSettings {
    return this.#definition;
  }

  /** @param definition with or without sessions as it was made. */
  update(definition: SubscriptionSettings, topic: TopicSettings): void {
    this.#definition = definition;
    reconfigure(this, subscriptionSenders(topic), this.#factory);
  }

  /**
   * Takes the copies of a topic's message that the rules let through.
   *
   * @param place where the topic remembers the message.
   */
  offer(message: BrokerMessage, place: number): void {
    const { compiled: rules } = this.rules;
    this.recentDecisions.note(place, rules, this.#take(message, rules));
    this.messages.dispatch();
  }

  /** @returns the number of the first copy, or the refusal. */
  #take(message: BrokerMessage, rules: readonly CompiledRule[]): number {
    let outcome: number = refusals.notTaken;
    try {
      for (const copy of copiesOf(message, rules)) {
        if (hasLargeHeader(copy)) {
          this.messages.sendDeadLetter(message.content, headerSizeExceeded, message);
          if (outcome === refusals.notTaken) outcome = refusals.headerTooLarge;
        } else {
          const { sequenceNumber } = this.messages.sendCopy(copy, message);
          if (outcome <= 0) outcome = sequenceNumber;
        }
      }
      return outcome;
    } catch (error) {
      if (!(error instanceof FilterEvaluationError)) throw error;
      if (!this.#definition.deadLetteringOnFilterEvaluationError) return refusals.notTaken;
      const reason = { reason: filterEvaluationFailed, description: error.message };
      this.messages.sendDeadLetter(message.content, reason, message);
      return refusals.filterFailed;
    }
  }
}
