import { receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { until } from '../harness/waiting.js';

describe('Time to live', () => {
  conform('ends a message for receivers', { queues: { orders: {} } }, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages([{ body: 'short', timeToLive: 1000 }, { body: 'long' }]);
    await until(new Date(Date.now() + 3000));

    const receiver = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });

    expect(await receiveOne(receiver)).toMatchObject({ body: 'long' });
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  conform(
    'dead-letters what ran out, where the queue says so',
    { queues: { orders: { deadLetteringOnMessageExpiration: true } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({ body: 'a', timeToLive: 1000 });
      await until(new Date(Date.now() + 3000));
      // Azure looks for what ran out when somebody looks for messages.
      expect(await receiveWhatIsThere(client.createReceiver(names.orders))).toEqual([]);

      expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
        body: 'a',
        deadLetterReason: 'TTLExpiredException',
      });
    },
  );

  conform(
    'is no longer than the queue allows',
    { queues: { orders: { defaultMessageTimeToLive: 'PT2S' } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages([{ body: 'a', timeToLive: 600_000 }, { body: 'b' }]);
      await until(new Date(Date.now() + 4500));

      expect(await receiveWhatIsThere(client.createReceiver(names.orders))).toEqual([]);
    },
  );

  conform('tells when a message ends', { queues: { orders: {} } }, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', timeToLive: 600_000 });

    const message = await receiveOne(client.createReceiver(names.orders));

    expect(message.timeToLive).toBe(600_000);
    expect(message.expiresAtUtc?.getTime()).toBe((message.enqueuedTimeUtc?.getTime() ?? 0) + 600_000);
  });

  conform('does not end a message that is locked', { queues: { orders: {} } }, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', timeToLive: 1500 });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await until(new Date(Date.now() + 3000));

    await receiver.completeMessage(message);
  });

  conform(
    'of a subscription holds for its copies alone',
    { topics: { events: { subscriptions: { short: { defaultMessageTimeToLive: 'PT2S' }, long: {} } } } },
    async ({ client, names }) => {
      await client.createSender(names.events).sendMessages({ body: 'a' });
      await until(new Date(Date.now() + 4500));

      expect(await receiveWhatIsThere(client.createReceiver(names.events, 'short'))).toEqual([]);
      expect(await receiveOne(client.createReceiver(names.events, 'long'))).toMatchObject({ body: 'a' });
    },
  );

  conform(
    'ends no dead letter',
    { queues: { orders: { defaultMessageTimeToLive: 'PT2S', deadLetteringOnMessageExpiration: true } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({ body: 'a' });
      const receiver = client.createReceiver(names.orders);
      await receiver.deadLetterMessage(await receiveOne(receiver));
      await until(new Date(Date.now() + 4500));

      expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
        body: 'a',
      });
    },
  );
});
