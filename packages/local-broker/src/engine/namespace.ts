import type { Topology } from '@ams/service-bus-model';

import { type MessageQueueFactory, Queue, type Receivable, type Sendable, Topic } from './entities.js';
import { type EntityPath, parseEntityPath } from './entity-path.js';
import type { EngineContext } from './engine-context.js';
import { BrokerError } from './errors.js';
import { forwardingTo } from './forwarding.js';
import { MessageQueue } from './message-queue.js';

/** The entities of a running broker, by the names that clients use. Names do not tell upper from lower case. */
export class Namespace {
  readonly #sendables = new Map<string, Queue | Topic>();
  readonly #messageQueues: MessageQueue[] = [];

  /**
   * @param queueIdOf the number under which the journal knows the message queue of that path.
   * @throws BrokerError `com.microsoft:argument-error` when an entity forwards to one that is not there.
   */
  constructor(topology: Topology, context: EngineContext, queueIdOf: (path: string) => number) {
    const forwardings: { readonly source: string; readonly target: string }[] = [];
    const factory: MessageQueueFactory = {
      create: (settings) => {
        const queue = new MessageQueue({ ...settings, id: queueIdOf(settings.path) }, context);
        this.#messageQueues.push(queue);
        return queue;
      },
      forwarding: (source, target) => {
        forwardings.push({ source, target });
        return forwardingTo(() => this.#targetOf(source, target));
      },
    };
    for (const queue of topology.queues) this.#sendables.set(queue.name.toLowerCase(), new Queue(queue, factory));
    for (const topic of topology.topics) this.#sendables.set(topic.name.toLowerCase(), new Topic(topic, factory));
    for (const { source, target } of forwardings) this.#targetOf(source, target);
  }

  /** Every place that holds messages, dead-letter sub-queues and scheduled messages of topics included. */
  get messageQueues(): readonly MessageQueue[] {
    return this.#messageQueues;
  }

  /** The queue or topic of that name. */
  sendable(path: EntityPath): Sendable | undefined {
    if (path.subscription !== undefined || path.subQueue !== undefined) return undefined;
    return this.#sendables.get(path.entity.toLowerCase());
  }

  /** The queue or subscription at that path, whichever of its sub-queues is meant. */
  receivable(path: EntityPath): Receivable | undefined {
    const entity = this.#sendables.get(path.entity.toLowerCase());
    if (path.subscription === undefined) return entity instanceof Queue ? entity : undefined;
    return entity instanceof Topic ? entity.subscriptions.get(path.subscription.toLowerCase()) : undefined;
  }

  #targetOf(source: string, target: string): Sendable {
    const entity = this.sendable(parseEntityPath(target));
    if (entity) return entity;
    throw new BrokerError(
      'com.microsoft:argument-error',
      `'${source}' forwards to '${target}', which is not there. Forward to a queue or topic of the namespace.`,
    );
  }

  /** What holds the messages at that path. */
  messageQueue(path: EntityPath): MessageQueue | undefined {
    const receivable = this.receivable(path);
    if (path.subQueue === undefined) return receivable?.messages;
    return path.subQueue === 'dead-letter' ? receivable?.deadLetters : undefined;
  }
}
