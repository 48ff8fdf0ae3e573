import { publish } from '@ams/messaging-runtime';
import type { ServiceBusMessage, ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';

/** Not all messages got where they were to go: the figures are worth nothing. */
export class TrafficError extends Error {
  override readonly name = 'TrafficError';
}

/** Milliseconds without a message after which no more are waited for. */
const patience = 10_000;

/**
 * Sends messages as the producer does, in batches as large as the link allows.
 *
 * @throws TrafficError when some are refused.
 */
export async function send(sender: ServiceBusSender, messages: Iterable<ServiceBusMessage>): Promise<void> {
  const { accepted, refused } = await publish(sender, messages);
  if (refused > 0) throw new TrafficError(`${refused} messages were refused, and ${accepted} accepted.`);
}

/**
 * Receives so many messages, no more, and completes each.
 *
 * @param atATime messages to ask for, complete and then ask for more; well below 2,048, which the client can have under way
 * @throws TrafficError when they do not come.
 */
export async function receive(receiver: ServiceBusReceiver, count: number, atATime: number): Promise<void> {
  let received = 0;
  while (received < count) {
    const wanted = Math.min(atATime, count - received);
    const messages = await receiver.receiveMessages(wanted, { maxWaitTimeInMs: patience });
    if (messages.length === 0)
      throw new TrafficError(`${received} messages came from ${receiver.entityPath}, not ${count}.`);
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    received += messages.length;
  }
}
