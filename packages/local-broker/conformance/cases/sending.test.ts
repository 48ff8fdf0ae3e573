import { conform } from '../harness/conform.js';
import { receiveExactly, receiveOne } from '../../test/helpers/receiving.js';

const orders = { queues: { orders: {} } } as const;

/** More than a Standard namespace takes in one message. */
const tooLong = 'x'.repeat(300 * 1024);

describe('Sending', () => {
  conform('sends one message', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', messageId: '1' });

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'a', messageId: '1' });
  });

  conform('sends an array as one batch, in order', orders, async ({ client, names }) => {
    const bodies = Array.from({ length: 20 }, (_, index) => index);

    await client.createSender(names.orders).sendMessages(bodies.map((body) => ({ body })));

    const messages = await receiveExactly(client.createReceiver(names.orders), 20);
    expect(messages.map(({ body }) => body)).toEqual(bodies);
  });

  conform('sends an empty array without an error', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages([]);

    expect(await client.createReceiver(names.orders).peekMessages(1)).toEqual([]);
  });

  conform('gives a batch the size that one message can have', orders, async ({ client, names }) => {
    const batch = await client.createSender(names.orders).createMessageBatch();

    expect([256 * 1024, 1024 * 1024]).toContain(batch.maxSizeInBytes);
  });

  conform('fills a batch until a message no longer fits, and sends it', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const batch = await sender.createMessageBatch();
    const piece = { body: Buffer.alloc(batch.maxSizeInBytes / 8) };
    while (batch.tryAddMessage(piece));

    await sender.sendMessages(batch);

    expect(batch.count).toBeGreaterThan(4);
    await receiveExactly(client.createReceiver(names.orders), batch.count);
  });

  conform('keeps a batch within the size that it was made for', orders, async ({ client, names }) => {
    const batch = await client.createSender(names.orders).createMessageBatch({ maxSizeInBytes: 1000 });

    expect(batch.maxSizeInBytes).toBe(1000);
    expect(batch.tryAddMessage({ body: 'x'.repeat(2000) })).toBe(false);
    expect(batch.tryAddMessage({ body: 'x' })).toBe(true);
  });

  conform('refuses a batch that wants to be larger than the namespace allows', orders, async ({ client, names }) => {
    const attempt = client.createSender(names.orders).createMessageBatch({ maxSizeInBytes: 200 * 1024 * 1024 });

    await expect(attempt).rejects.toThrow(/Max message size/);
  });

  conform('refuses a message that is too large', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);

    await expect(sender.sendMessages({ body: tooLong.repeat(4) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    await sender.sendMessages({ body: 'fits' });
    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'fits' });
  });

  conform('refuses messages that are too large together', orders, async ({ client, names }) => {
    const messages = Array.from({ length: 8 }, () => ({ body: tooLong.slice(0, 200 * 1024) }));

    await expect(client.createSender(names.orders).sendMessages(messages)).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    expect(await client.createReceiver(names.orders).peekMessages(1)).toEqual([]);
  });

  conform('numbers messages in the order in which they came', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    for (const body of [1, 2, 3]) await sender.sendMessages({ body });

    const messages = await receiveExactly(client.createReceiver(names.orders), 3);

    const numbers = messages.map(({ sequenceNumber }) => Number(sequenceNumber));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(3);
  });

  conform('tells when it took a message in', orders, async ({ client, names }) => {
    const before = Date.now();
    await client.createSender(names.orders).sendMessages({ body: 'a' });

    const { enqueuedTimeUtc } = await receiveOne(client.createReceiver(names.orders));

    // The clocks of the two sides may differ.
    expect(Math.abs((enqueuedTimeUtc?.getTime() ?? 0) - before)).toBeLessThan(60_000);
  });

  conform('sends many messages at the same time from one sender', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const bodies = Array.from({ length: 100 }, (_, index) => index);

    await Promise.all(bodies.map((body) => sender.sendMessages({ body })));

    const messages = await receiveExactly(client.createReceiver(names.orders), 100);
    expect(messages.map(({ body }) => body as number).sort((a, b) => a - b)).toEqual(bodies);
  });

  conform(
    'sends to a topic, and each subscription gets a copy',
    { topics: { events: { subscriptions: { billing: {}, analytics: {} } } } },
    async ({ client, names }) => {
      await client.createSender(names.events).sendMessages([{ body: 1 }, { body: 2 }]);

      for (const subscription of ['billing', 'analytics']) {
        const messages = await receiveExactly(client.createReceiver(names.events, subscription), 2);
        expect(messages.map(({ body }) => body)).toEqual([1, 2]);
      }
    },
  );

  conform('refuses properties that are too large together', orders, async ({ client, names }) => {
    const applicationProperties = Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`property${index}`, 'x'.repeat(20 * 1024)]),
    );

    await expect(
      client.createSender(names.orders).sendMessages({ body: 'a', applicationProperties }),
    ).rejects.toMatchObject({ name: 'ServiceBusError' });
    expect(await client.createReceiver(names.orders).peekMessages(1)).toEqual([]);
  });
});
