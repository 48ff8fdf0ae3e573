import type { ServiceBusClient, ServiceBusReceiver } from '@azure/service-bus';
import type { PropertyChanges } from './copy-of-dead-letter.js';

/** Where a copy can be sent. */
export interface Destination {
  /** For people: `queue orders`, `subscription billing of topic events`. */
  readonly name: string;
  /** Queue or topic that takes the copy. */
  readonly entity: string;
  /** Connected with a key that may send to it. */
  readonly client: ServiceBusClient;
  /** Application properties that a copy gets, over its own; those that are undefined it loses. */
  readonly addressing: PropertyChanges;
}

/** Messages that failed, and where they go back to. */
export interface DeadLetterSource extends Destination {
  /** Path of the queue or subscription that they failed in: `orders`, `events/Subscriptions/billing`. */
  readonly path: string;
  /** Opens a receiver of them. Close it when done. */
  readonly openReceiver: () => ServiceBusReceiver;
}

const exactReceiverOptions = {
  receiveMode: 'peekLock',
  // What is sent back must be what came: no parsing, no conversion.
  skipParsingBodyAsJson: true,
  skipConvertingDate: true,
  maxAutoLockRenewalDurationInMs: 0,
} as const;

/**
 * What of a queue or subscription: what could not be processed there, or what it took for another entity and could not
 * bring there, by forwarding or in a transaction.
 */
export type SubQueue = 'deadLetter' | 'transferDeadLetter';

/**
 * A queue or topic.
 *
 * @param name for people: `queue orders`
 */
export function destination(
  client: ServiceBusClient,
  name: string,
  entity: string,
  addressing: PropertyChanges = {},
): Destination {
  return { name, entity, client, addressing };
}

/** Dead letters of a queue, of sessions or not, which go back to the queue. */
export function queueDeadLetters(
  client: ServiceBusClient,
  queue: string,
  subQueueType: SubQueue = 'deadLetter',
): DeadLetterSource {
  return {
    ...destination(client, nameOf(`queue ${queue}`, subQueueType), queue),
    path: queue,
    openReceiver: () => client.createReceiver(queue, { ...exactReceiverOptions, subQueueType }),
  };
}

/**
 * Dead letters of a subscription. Nothing can be sent to a subscription, so they go back to the topic, addressed to the
 * one subscription by a property that the rules of all subscriptions look at.
 *
 * @param addressProperty name of that property; its value becomes the subscription's name
 */
export function subscriptionDeadLetters(
  client: ServiceBusClient,
  topic: string,
  subscription: string,
  addressProperty: string,
  subQueueType: SubQueue = 'deadLetter',
): DeadLetterSource {
  const name = nameOf(`subscription ${subscription} of topic ${topic}`, subQueueType);
  return {
    ...destination(client, name, topic, { [addressProperty]: subscription }),
    path: `${topic}/Subscriptions/${subscription}`,
    openReceiver: () => client.createReceiver(topic, subscription, { ...exactReceiverOptions, subQueueType }),
  };
}

/** Messages that were parked in a queue. Each says itself where it goes back to, so the queue is no destination of theirs. */
export function parkedMessages(client: ServiceBusClient, queue: string): DeadLetterSource {
  return {
    ...destination(client, `parking queue ${queue}`, queue),
    path: queue,
    openReceiver: () => client.createReceiver(queue, exactReceiverOptions),
  };
}

function nameOf(entity: string, subQueue: SubQueue): string {
  return subQueue === 'deadLetter' ? entity : `transfers of ${entity}`;
}
