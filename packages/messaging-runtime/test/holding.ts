import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { processingReceiverOptions } from '../src/index.js';

/** Messages as a processor holds them, and how to complete them. */
export async function hold(
  client: ServiceBusClient,
  count: number,
  entity = 'orders',
): Promise<{ readonly messages: readonly ServiceBusReceivedMessage[]; readonly receiver: ServiceBusReceiver }> {
  const receiver = client.createReceiver(entity, processingReceiverOptions);
  const messages: ServiceBusReceivedMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    receiver.subscribe(
      {
        processMessage: (message) => {
          messages.push(message);
          if (messages.length === count) resolve();
          // No credit is given back: no other message comes.
          return new Promise(() => undefined);
        },
        processError: ({ error }) => Promise.resolve(reject(error)),
      },
      { autoCompleteMessages: false, maxConcurrentCalls: count },
    );
  });
  return { messages, receiver };
}

/** What an attempt fails with; undefined if it does not. */
export async function errorOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}
