import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

/** Enough for a loaded machine: a test that passes never waits for it. */
const patience = 20_000;

/** The next message. Fails when none comes. */
export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: patience });
  if (message === undefined) throw new Error(`No message came from '${receiver.entityPath}'.`);
  return message;
}

/** Exactly as many messages, over as many calls as that takes. Fails when there are fewer. */
export async function receiveExactly(
  receiver: ServiceBusReceiver,
  count: number,
): Promise<readonly ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = [];
  while (messages.length < count) {
    const more = await receiver.receiveMessages(count - messages.length, { maxWaitTimeInMs: patience });
    if (more.length === 0)
      throw new Error(`${messages.length} of ${count} messages came from '${receiver.entityPath}'.`);
    messages.push(...more);
  }
  return messages;
}

/** What is there right now, without waiting for more. */
export async function receiveWhatIsThere(receiver: ServiceBusReceiver): Promise<readonly ServiceBusReceivedMessage[]> {
  return receiver.receiveMessages(100, { maxWaitTimeInMs: 300 });
}

/** Resolves with the messages of a subscriber once it has as many. It keeps them unsettled and takes no more. */
export function subscribeFor(
  receiver: ServiceBusReceiver,
  count: number,
): Promise<readonly ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = [];
  return new Promise((resolve, reject) => {
    receiver.subscribe(
      {
        processMessage: (message) => {
          messages.push(message);
          if (messages.length === count) resolve(messages);
          // A message that is processed for good leaves no room for another one.
          return new Promise(() => undefined);
        },
        processError: async ({ error }) => reject(error),
      },
      { maxConcurrentCalls: count, autoCompleteMessages: false },
    );
  });
}
