import type { QueueDefinition, Topology, TopicDefinition } from '@ams/service-bus-model';

import { Activity } from './activity.js';
import { Queue, Subscription, Topic } from './entities.js';
import { EntityCounters } from './entity-counters.js';
import { type EntityPath, parseEntityPath } from './entity-path.js';
import type { MessageQueueFactory } from './entity-queues.js';
import type { EngineContext } from './engine-context.js';
import { forwardingTo } from './forwarding.js';
import { MessageQueue } from './message-queue.js';
import { Transaction } from './transaction.js';

/** The entities of a running broker, by the names that clients use. Names do not tell upper from lower case. */
export class Namespace {
  readonly #sendables = new Map<string, Queue | Topic>();
  readonly #listeners = new Set<() => void>();
  readonly #factory: MessageQueueFactory;
  /** Requests that are about none of its entities. */
  readonly counters = new EntityCounters();
  /** Begins a transaction over operations on one entity. */
  readonly beginTransaction: () => Transaction;

  /**
   * @param queueIdOf the number under which the journal knows the message queue of that path.
   */
  constructor(
    topology: Pick<Topology, 'queues' | 'topics'>,
    context: EngineContext,
    queueIdOf: (path: string) => number,
  ) {
    this.beginTransaction = () => new Transaction(context);
    let idOf = queueIdOf;
    this.#factory = {
      create: (settings) => new MessageQueue({ ...settings, id: idOf(settings.path) }, context),
      forwarding: (target) => forwardingTo(target, (name) => this.sendable(parseEntityPath(name))),
      activity: () => {
        const now = context.clock.now();
        return new Activity(context.clock, { createdAt: now, updatedAt: now });
      },
    };
    for (const queue of topology.queues) this.addQueue(queue);
    for (const topic of topology.topics) this.addTopic(topic);
    // What is made from now on starts empty, whatever the journal still has under its name.
    idOf = (path) => {
      context.journal.forgetQueue(queueIdOf(path));
      return queueIdOf(path);
    };
  }

  /** Every place that holds messages, dead-letter sub-queues and scheduled messages of topics included. */
  get messageQueues(): readonly MessageQueue[] {
    return [...this.#sendables.values()].flatMap(messageQueuesOf);
  }

  /** The queues and topics. */
  get sendables(): Iterable<Queue | Topic> {
    return this.#sendables.values();
  }

  get size(): number {
    return this.#sendables.size;
  }

  /** The queue or topic of that name. */
  sendable(path: EntityPath): Queue | Topic | undefined {
    if (path.subscription !== undefined || path.subQueue !== undefined) return undefined;
    return this.#sendables.get(path.entity.toLowerCase());
  }

  /** The queue or subscription at that path, whichever of its sub-queues is meant. */
  receivable(path: EntityPath): Queue | Subscription | undefined {
    if (path.subscription !== undefined) return this.subscription(path);
    const entity = this.#sendables.get(path.entity.toLowerCase());
    return entity instanceof Queue ? entity : undefined;
  }

  /** The subscription at that path, whichever of its sub-queues is meant. */
  subscription({ entity: topicName, subscription }: EntityPath): Subscription | undefined {
    const topic = this.#sendables.get(topicName.toLowerCase());
    if (subscription === undefined || !(topic instanceof Topic)) return undefined;
    return topic.subscriptions.get(subscription.toLowerCase());
  }

  /** What counts the requests about the entity at that path; those of the namespace where there is none. */
  countersAt(path: EntityPath): EntityCounters {
    return (this.sendable(path) ?? this.receivable(path) ?? this).counters;
  }

  /** What holds the messages at that path. */
  messageQueue(path: EntityPath): MessageQueue | undefined {
    const receivable = this.receivable(path);
    if (path.subQueue === undefined) return receivable?.messages;
    return path.subQueue === 'dead-letter' ? receivable?.deadLetters : receivable?.transferDeadLetters;
  }

  addQueue(definition: QueueDefinition): Queue {
    const queue = new Queue(definition, this.#factory);
    this.#sendables.set(definition.name.toLowerCase(), queue);
    return queue;
  }

  /** Makes the topic with its subscriptions. */
  addTopic(definition: TopicDefinition): Topic {
    const topic = new Topic(definition, this.#factory);
    this.#sendables.set(definition.name.toLowerCase(), topic);
    return topic;
  }

  /** Takes a queue or a topic with its subscriptions away, and all their messages. */
  delete(entity: Queue | Topic): void {
    this.#sendables.delete(entity.path.toLowerCase());
    for (const queue of messageQueuesOf(entity)) queue.delete();
    this.notify();
  }

  /** Takes a subscription away, and all its messages. */
  deleteSubscription(topic: Topic, subscription: Subscription): void {
    topic.remove(subscription);
    for (const queue of messageQueuesOf(subscription)) queue.delete();
    this.notify();
  }

  /**
   * Calls back when an entity was deleted or has changed, so that links that it no longer allows can be ended.
   *
   * @returns a function that ends that.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells those who listen to changes of one. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function messageQueuesOf(entity: Queue | Topic | Subscription): readonly MessageQueue[] {
  if (entity instanceof Topic) {
    return [entity.entrance, ...[...entity.subscriptions.values()].flatMap(messageQueuesOf)];
  }
  return [entity.messages, entity.deadLetters, entity.transferDeadLetters];
}
