import { receiveExactly, receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

const orders = {
  queues: { orders: { requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: 'PT1M' } },
} as const;

describe('Duplicate detection', () => {
  conform('drops a message whose id came before', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    await sender.sendMessages({ body: 'first', messageId: 'm-1' });
    await sender.sendMessages({ body: 'second', messageId: 'm-1' });
    await sender.sendMessages({ body: 'other', messageId: 'm-2' });

    const messages = await receiveExactly(client.createReceiver(names.orders), 2);

    expect(messages.map(({ body }) => body)).toEqual(['first', 'other']);
  });

  conform('drops duplicates within a batch', orders, async ({ client, names }) => {
    const ids = ['m-1', 'm-2', 'm-1', 'm-3', 'm-2'];
    await client.createSender(names.orders).sendMessages(ids.map((messageId) => ({ body: messageId, messageId })));
    const receiver = client.createReceiver(names.orders);

    expect((await receiveExactly(receiver, 3)).map(({ body }) => body)).toEqual(['m-1', 'm-2', 'm-3']);
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  conform('remembers an id whose message is gone', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const receiver = client.createReceiver(names.orders);
    await sender.sendMessages({ body: 'first', messageId: 'm-1' });
    await receiver.completeMessage(await receiveOne(receiver));

    await sender.sendMessages({ body: 'second', messageId: 'm-1' });

    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  conform('counts scheduled messages', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    await sender.scheduleMessages({ body: 'scheduled', messageId: 'm-1' }, new Date(Date.now() + 600_000));

    await sender.sendMessages({ body: 'now', messageId: 'm-1' });

    expect(await client.createReceiver(names.orders).peekMessages(5)).toMatchObject([{ body: 'scheduled' }]);
  });

  conform('lets all through where it is off', { queues: { orders: {} } }, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages([
      { body: 0, messageId: 'm-1' },
      { body: 1, messageId: 'm-1' },
    ]);

    expect(await receiveExactly(client.createReceiver(names.orders), 2)).toHaveLength(2);
  });

  conform(
    'works on a topic, for all subscriptions',
    { topics: { events: { requiresDuplicateDetection: true, subscriptions: { billing: {} } } } },
    async ({ client, names }) => {
      const sender = client.createSender(names.events);
      await sender.sendMessages({ body: 'first', messageId: 'm-1' });
      await sender.sendMessages({ body: 'second', messageId: 'm-1' });
      const receiver = client.createReceiver(names.events, 'billing');

      expect(await receiveOne(receiver)).toMatchObject({ body: 'first' });
      expect(await receiveWhatIsThere(receiver)).toEqual([]);
    },
  );
});
