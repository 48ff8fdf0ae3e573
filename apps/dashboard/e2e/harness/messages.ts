import type { ServiceBusClient, ServiceBusMessage } from '@azure/service-bus';
import Long from 'long';

import { eventually } from './eventually.js';

/** Messages of one batch: well below what a batch may hold. */
const batchSize = 1_000;

/** An order as consumers take it. */
export function order(id: string, amount = 40): ServiceBusMessage {
  return {
    messageId: id,
    subject: 'order',
    contentType: 'application/json',
    body: { order_id: id, ts: '2026-01-01T00:00:00Z', amount },
    applicationProperties: { region: 'north' },
  };
}

/** @param messageOf the message with this number, from 1 */
export async function send(
  client: ServiceBusClient,
  entity: string,
  count: number,
  messageOf: (number: number) => ServiceBusMessage = (number) => order(`order-${number}`),
): Promise<void> {
  const sender = client.createSender(entity);
  try {
    for (let sent = 0; sent < count; sent += batchSize) {
      const length = Math.min(batchSize, count - sent);
      await sender.sendMessages(Array.from({ length }, (_, index) => messageOf(sent + index + 1)));
    }
  } finally {
    await sender.close();
  }
}

export interface Failure {
  readonly reason: string;
  readonly description: string;
}

/** Why consumers refuse an order without its amount. */
export const refused: Failure = {
  reason: 'ValidationError',
  description: 'amount: Invalid input: expected number, received undefined',
};

/** Receives all that is there of a queue or subscription, and makes dead letters of it. */
export async function deadLetterAll(
  client: ServiceBusClient,
  [queueOrTopic, subscription]: readonly [queueOrTopic: string, subscription?: string],
  { reason, description }: Failure = refused,
): Promise<number> {
  const receiver =
    subscription === undefined
      ? client.createReceiver(queueOrTopic)
      : client.createReceiver(queueOrTopic, subscription);
  let count = 0;
  try {
    for (;;) {
      const messages = await receiver.receiveMessages(100, { maxWaitTimeInMs: 500 });
      if (messages.length === 0) return count;
      await Promise.all(
        messages.map((message) =>
          receiver.deadLetterMessage(message, { deadLetterReason: reason, deadLetterErrorDescription: description }),
        ),
      );
      count += messages.length;
    }
  } finally {
    await receiver.close();
  }
}

/** Ids of all messages of a place, in their order. */
export async function messageIds(
  client: ServiceBusClient,
  queue: string,
  subQueueType?: 'deadLetter' | 'transferDeadLetter',
): Promise<readonly string[]> {
  const receiver = client.createReceiver(queue, subQueueType === undefined ? {} : { subQueueType });
  try {
    const ids: string[] = [];
    // Without a number the client goes on behind what was peeked last, by whichever receiver of the queue.
    for (let next = Long.ZERO; ;) {
      const messages = await receiver.peekMessages(250, { fromSequenceNumber: next });
      if (messages.length === 0) return ids;
      ids.push(...messages.map(({ messageId }) => String(messageId)));
      next = (messages.at(-1)?.sequenceNumber ?? next).add(1);
    }
  } finally {
    await receiver.close();
  }
}

/** Waits until a place has exactly these messages. */
export async function untilThere(
  client: ServiceBusClient,
  queue: string,
  ids: readonly string[],
  subQueueType?: 'deadLetter' | 'transferDeadLetter',
): Promise<void> {
  await eventually(async () => {
    const there = await messageIds(client, queue, subQueueType);
    expect([...there].sort()).toEqual([...ids].sort());
  });
}
