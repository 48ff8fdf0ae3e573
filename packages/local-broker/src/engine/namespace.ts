import type { ReceivableDefinition, SendableDefinition, Topology } from '@ams/service-bus-model';

import { Queue, type Receivable, type Sendable, Topic } from './entities.js';
import type { EntityPath } from './entity-path.js';
import type { EngineContext } from './engine-context.js';
import { MessageQueue } from './message-queue.js';

/** The entities of a running broker, by the names that clients use. Names do not tell upper from lower case. */
export class Namespace {
  readonly #sendables = new Map<string, Queue | Topic>();
  readonly #messageQueues: MessageQueue[] = [];

  /**
   * @param queueIdOf the number under which the journal knows the message queue of that path.
   * @throws UnsupportedEntityError when an entity needs what this broker cannot do; nothing is ignored silently.
   */
  constructor(topology: Topology, context: EngineContext, queueIdOf: (path: string) => number) {
    refuseUnsupported(topology);
    const factory = {
      create: (settings: Omit<MessageQueue['settings'], 'id'>): MessageQueue => {
        const queue = new MessageQueue({ ...settings, id: queueIdOf(settings.path) }, context);
        this.#messageQueues.push(queue);
        return queue;
      },
    };
    for (const queue of topology.queues) this.#sendables.set(queue.name.toLowerCase(), new Queue(queue, factory));
    for (const topic of topology.topics) this.#sendables.set(topic.name.toLowerCase(), new Topic(topic, factory));
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

  /** What holds the messages at that path. */
  messageQueue(path: EntityPath): MessageQueue | undefined {
    const receivable = this.receivable(path);
    if (path.subQueue === undefined) return receivable?.messages;
    return path.subQueue === 'dead-letter' ? receivable?.deadLetters : undefined;
  }
}

/** An entity asks for something that this broker does not have. */
export class UnsupportedEntityError extends Error {
  override readonly name = 'UnsupportedEntityError';
}

function refuseUnsupported(topology: Topology): void {
  const problems = [
    ...topology.queues.flatMap((queue) => [...unsupportedByReceiver(queue.name, queue), ...unsupportedBySender(queue)]),
    ...topology.topics.flatMap((topic) => [
      ...unsupportedBySender(topic),
      ...topic.subscriptions.flatMap((subscription) =>
        unsupportedByReceiver(`${topic.name}/Subscriptions/${subscription.name}`, subscription),
      ),
    ]),
  ];
  if (problems.length > 0) {
    throw new UnsupportedEntityError(
      `The local broker cannot run this stack yet:\n${problems.map((problem) => `- ${problem}`).join('\n')}\n` +
        'Turn these off in the local environment, or use Azure for them.',
    );
  }
}

function unsupportedByReceiver(path: string, definition: ReceivableDefinition): readonly string[] {
  return [
    ...(definition.requiresSession ? [`'${path}' requires sessions`] : []),
    ...(definition.forwardTo ? [`'${path}' forwards to '${definition.forwardTo}'`] : []),
    ...(definition.forwardDeadLetteredMessagesTo
      ? [`'${path}' forwards dead letters to '${definition.forwardDeadLetteredMessagesTo}'`]
      : []),
  ];
}

function unsupportedBySender(definition: SendableDefinition): readonly string[] {
  return definition.requiresDuplicateDetection ? [`'${definition.name}' requires duplicate detection`] : [];
}
