import type { ServiceBusClient, ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';

/** The dead letters of a queue or subscription, and where they go back to. */
export interface DeadLetterSource {
  /** For people: `queue orders`, `subscription billing of topic events`. */
  readonly name: string;
  /** Opens a receiver of the dead letters. Close it when done. */
  readonly openReceiver: () => ServiceBusReceiver;
  /** Opens a sender to where they were sent at first. Close it when done. */
  readonly openSender: () => ServiceBusSender;
  /** Application properties that a returned copy gets, over its own. */
  readonly addressing: Readonly<Record<string, string>>;
}

const deadLetterReceiverOptions = {
  subQueueType: 'deadLetter',
  receiveMode: 'peekLock',
  // What is sent back must be what came: no parsing, no conversion.
  skipParsingBodyAsJson: true,
  skipConvertingDate: true,
  maxAutoLockRenewalDurationInMs: 0,
} as const;

/** Dead letters of a queue, which go back to the queue. */
export function queueDeadLetters(client: ServiceBusClient, queue: string): DeadLetterSource {
  return {
    name: `queue ${queue}`,
    openReceiver: () => client.createReceiver(queue, deadLetterReceiverOptions),
    openSender: () => client.createSender(queue),
    addressing: {},
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
): DeadLetterSource {
  return {
    name: `subscription ${subscription} of topic ${topic}`,
    openReceiver: () => client.createReceiver(topic, subscription, deadLetterReceiverOptions),
    openSender: () => client.createSender(topic),
    addressing: { [addressProperty]: subscription },
  };
}
