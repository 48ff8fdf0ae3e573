import { pino } from 'pino';
import type { ServiceBusClient, ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Logger } from '../src/index.js';

export const silent: Logger = pino({ level: 'silent' });

/** Something that a test waits for. */
export interface Signal {
  readonly happened: Promise<void>;
  readonly happen: () => void;
}

export function signalOnce(): Signal {
  let happen = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}

/** As many orders, by number. */
export function numbered(count: number): ServiceBusMessage[] {
  return Array.from({ length: count }, (_, index) => ({ messageId: `m${index}`, body: { index } }));
}

/** Receives so many messages and completes them. */
export async function take(
  client: ServiceBusClient,
  count: number,
  entity: readonly [queue: string] | readonly [topic: string, subscription: string] = ['orders'],
): Promise<ServiceBusReceivedMessage[]> {
  const options = { skipParsingBodyAsJson: true, skipConvertingDate: true };
  const [name, subscription] = entity;
  const receiver =
    subscription === undefined
      ? client.createReceiver(name, options)
      : client.createReceiver(name, subscription, options);
  const messages: ServiceBusReceivedMessage[] = [];
  while (messages.length < count) {
    const batch = await receiver.receiveMessages(Math.min(500, count - messages.length));
    await Promise.all(batch.map((message) => receiver.completeMessage(message)));
    messages.push(...batch);
  }
  await receiver.close();
  return messages;
}

/** Receives so many messages and dead-letters them, all for the same reason. */
export async function deadLetter(
  client: ServiceBusClient,
  count: number,
  entity: readonly [queue: string] | readonly [topic: string, subscription: string] = ['orders'],
  deadLetterReason = 'InvalidBody',
): Promise<void> {
  const [name, subscription] = entity;
  const receiver = subscription === undefined ? client.createReceiver(name) : client.createReceiver(name, subscription);
  let done = 0;
  while (done < count) {
    const messages = await receiver.receiveMessages(count - done);
    const why = { deadLetterReason, deadLetterErrorDescription: 'amount is missing' };
    await Promise.all(messages.map((message) => receiver.deadLetterMessage(message, why)));
    done += messages.length;
  }
  await receiver.close();
}
