import Long from 'long';

import { receiveExactly, receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

const orders = { queues: { orders: {} } } as const;

const soon = (): Date => new Date(Date.now() + 4000);
const later = (): Date => new Date(Date.now() + 600_000);

describe('Scheduling', () => {
  conform('enqueues a message at its time', orders, async ({ client, names }) => {
    const time = soon();
    const [number] = await client.createSender(names.orders).scheduleMessages({ body: 'a' }, time);
    const receiver = client.createReceiver(names.orders);

    expect(await receiveWhatIsThere(receiver)).toEqual([]);
    const message = await receiveOne(receiver);

    expect(message).toMatchObject({ body: 'a', state: 'scheduled', scheduledEnqueueTimeUtc: time });
    expect(message.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(time.getTime() - 1000);
    expect(Long.isLong(number)).toBe(true);
  });

  conform('schedules several at once, with a number each', orders, async ({ client, names }) => {
    const messages = [{ body: 0 }, { body: 1 }, { body: 2 }];

    const numbers = await client.createSender(names.orders).scheduleMessages(messages, soon());

    expect(new Set(numbers.map(String)).size).toBe(3);
    const received = await receiveExactly(client.createReceiver(names.orders), 3);
    expect(received.map(({ body }) => body).sort()).toEqual([0, 1, 2]);
  });

  conform('enqueues at once when the time is past', orders, async ({ client, names }) => {
    await client.createSender(names.orders).scheduleMessages({ body: 'a' }, new Date(Date.now() - 60_000));

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  conform('schedules a message that says its time itself', orders, async ({ client, names }) => {
    const scheduledEnqueueTimeUtc = soon();
    await client.createSender(names.orders).sendMessages({ body: 'a', scheduledEnqueueTimeUtc });
    const receiver = client.createReceiver(names.orders);

    expect(await receiveWhatIsThere(receiver)).toEqual([]);
    expect(await receiveOne(receiver)).toMatchObject({ body: 'a', scheduledEnqueueTimeUtc });
  });

  conform('cancels what is scheduled', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const numbers = await sender.scheduleMessages([{ body: 0 }, { body: 1 }, { body: 2 }], later());

    await sender.cancelScheduledMessages(numbers.slice(0, 2));

    const peeked = await client.createReceiver(names.orders).peekMessages(10);
    expect(peeked).toMatchObject([{ body: 2, state: 'scheduled' }]);
    await sender.cancelScheduledMessages(numbers[2] as Long);
  });

  conform('says MessageNotFound when there is nothing to cancel', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);

    await expect(sender.cancelScheduledMessages(Long.fromNumber(987_654))).rejects.toMatchObject({
      code: 'MessageNotFound',
    });
  });

  conform('cannot cancel what is enqueued', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const numbers = await sender.scheduleMessages({ body: 'a' }, new Date(Date.now() + 1000));
    const receiver = client.createReceiver(names.orders);
    await receiveOne(receiver);

    await expect(sender.cancelScheduledMessages(numbers)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  conform('refuses a message that is too large', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);

    await expect(sender.scheduleMessages({ body: 'x'.repeat(2 * 1024 * 1024) }, later())).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
  });

  conform('brings back the properties of a scheduled message', orders, async ({ client, names }) => {
    const message = { body: { order_id: '1' }, messageId: 'm-1', applicationProperties: { customer: 'c-1' } };

    await client.createSender(names.orders).scheduleMessages(message, new Date(Date.now() + 1000));

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject(message);
  });

  conform(
    'schedules for a topic',
    { topics: { events: { subscriptions: { billing: {} } } } },
    async ({ client, names }) => {
      const sender = client.createSender(names.events);
      const [cancelled] = await sender.scheduleMessages({ body: 'cancelled' }, later());
      await sender.scheduleMessages({ body: 'a' }, soon());

      await sender.cancelScheduledMessages(cancelled as Long);

      const receiver = client.createReceiver(names.events, 'billing');
      expect(await receiveOne(receiver)).toMatchObject({ body: 'a' });
      expect(await receiveWhatIsThere(receiver)).toEqual([]);
    },
  );
});
