import type Long from 'long';

import { receiveExactly, receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { eventually } from '../harness/waiting.js';

const orders = {
  capabilities: ['partitioned-entities'],
  queues: { orders: { enablePartitioning: true } },
} as const;

const partitionOf = (sequenceNumber: Long | undefined): number | undefined =>
  sequenceNumber?.shiftRightUnsigned(48).toNumber();

describe('Partitioned entities', () => {
  conform('hold what is sent to them', orders, async ({ client, names }) => {
    const bodies = Array.from({ length: 50 }, (_, index) => index);
    for (const body of bodies) await client.createSender(names.orders).sendMessages({ body });

    const messages = await receiveExactly(client.createReceiver(names.orders), 50);

    expect(messages.map(({ body }) => body as number).sort((a, b) => a - b)).toEqual(bodies);
  });

  conform('have the partition in the top 16 bits of sequence numbers', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    for (let index = 0; index < 64; index += 1)
      await sender.sendMessages({ body: index, partitionKey: `key-${index}` });

    const messages = await receiveExactly(client.createReceiver(names.orders), 64);

    const partitions = messages.map(({ sequenceNumber }) => partitionOf(sequenceNumber));
    expect(new Set(partitions).size).toBeGreaterThan(4);
    for (const partition of partitions) expect(partition).toBeLessThan(16);
    expect(new Set(messages.map(({ sequenceNumber }) => String(sequenceNumber))).size).toBe(64);
  });

  conform('keep one key in one partition, in order', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    for (let body = 0; body < 10; body += 1)
      await sender.sendMessages([
        { body, partitionKey: 'a' },
        { body, partitionKey: 'a' },
      ]);

    const messages = await receiveExactly(client.createReceiver(names.orders), 20);

    expect(new Set(messages.map(({ sequenceNumber }) => partitionOf(sequenceNumber))).size).toBe(1);
    expect(messages.map(({ body }) => body)).toEqual(Array.from({ length: 20 }, (_, index) => Math.floor(index / 2)));
    expect(messages[0]).toMatchObject({ partitionKey: 'a' });
  });

  conform('refuse a session id and a partition key that differ', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);

    await expect(sender.sendMessages({ body: 'a', sessionId: 's-1', partitionKey: 'p-1' })).rejects.toThrow();
  });

  conform('refuse a batch of several keys', orders, async ({ client, names }) => {
    const batch = ['a', 'b'].map((partitionKey) => ({ body: partitionKey, partitionKey }));

    await expect(client.createSender(names.orders).sendMessages(batch)).rejects.toThrow();
  });

  conform('give deferred messages by number', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', partitionKey: 'p-7' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);

    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber as Long);

    expect(deferred).toMatchObject({ body: 'a', partitionKey: 'p-7' });
  });

  conform('schedule, and cancel by number', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const messages = ['a', 'b', 'c'].map((body) => ({ body, partitionKey: body }));
    const numbers = await sender.scheduleMessages(messages[0] as never, new Date(Date.now() + 600_000));

    await sender.cancelScheduledMessages(numbers);
    await sender.sendMessages(messages[1] as never);

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'b' });
  });

  conform('have one dead-letter queue', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    for (const partitionKey of ['a', 'b', 'c', 'd']) await sender.sendMessages({ body: partitionKey, partitionKey });
    const receiver = client.createReceiver(names.orders);
    for (const message of await receiveExactly(receiver, 4)) await receiver.deadLetterMessage(message);

    const letters = await receiveExactly(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }), 4);

    expect(letters.map(({ body }) => body).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  conform(
    'detect duplicates of the same id and key',
    {
      capabilities: ['partitioned-entities'],
      queues: { orders: { enablePartitioning: true, requiresDuplicateDetection: true } },
    },
    async ({ client, names }) => {
      const sender = client.createSender(names.orders);
      for (let index = 0; index < 3; index += 1) await sender.sendMessages({ body: index, messageId: 'm-1' });
      await sender.sendMessages({ body: 'other', messageId: 'm-2' });

      const messages = await receiveExactly(client.createReceiver(names.orders), 2);

      expect(messages.map(({ body }) => body).sort()).toEqual([0, 'other']);
    },
  );

  conform(
    'can be topics',
    {
      capabilities: ['partitioned-entities'],
      topics: { events: { enablePartitioning: true, subscriptions: { billing: {} } } },
    },
    async ({ client, names }) => {
      const sender = client.createSender(names.events);
      for (const body of [0, 1, 2, 3]) await sender.sendMessages({ body, partitionKey: `key-${body}` });

      const messages = await receiveExactly(client.createReceiver(names.events, 'billing'), 4);

      expect(messages.map(({ body }) => body).sort()).toEqual([0, 1, 2, 3]);
    },
  );

  conform('are peeked at, partition by partition', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    for (let index = 0; index < 20; index += 1)
      await sender.sendMessages({ body: index, partitionKey: `key-${index}` });
    const receiver = client.createReceiver(names.orders);

    const bodies = new Set<number>();
    await eventually(async () => {
      for (const { body } of await receiver.peekMessages(20)) bodies.add(body);
      expect(bodies.size).toBe(20);
    });
  });
});
