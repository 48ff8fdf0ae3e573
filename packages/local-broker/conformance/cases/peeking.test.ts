import type { PeekMessagesOptions } from '@azure/service-bus';
import Long from 'long';

import { receiveExactly, receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

const orders = { queues: { orders: { lockDuration: 'PT1M' } } } as const;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ body: index }));

describe('Peeking', () => {
  conform('shows messages without taking them', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(3));
    const receiver = client.createReceiver(names.orders);

    const peeked = await receiver.peekMessages(10);

    expect(peeked.map(({ body }) => body)).toEqual([0, 1, 2]);
    expect(await receiveExactly(receiver, 3)).toMatchObject(Array(3).fill({ deliveryCount: 0 }));
  });

  conform('shows nothing where there is nothing', orders, async ({ client, names }) => {
    expect(await client.createReceiver(names.orders).peekMessages(10)).toEqual([]);
  });

  conform('goes on behind what it showed last', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));
    const receiver = client.createReceiver(names.orders);

    const pages = [await receiver.peekMessages(2), await receiver.peekMessages(2), await receiver.peekMessages(2)];

    expect(pages.map((page) => page.map(({ body }) => body))).toEqual([[0, 1], [2, 3], [4]]);
    expect(await receiver.peekMessages(2)).toEqual([]);
  });

  conform('starts where it is told', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));
    const receiver = client.createReceiver(names.orders);
    const [, , third] = await receiver.peekMessages(5);

    const again = await receiver.peekMessages(5, { fromSequenceNumber: third?.sequenceNumber as Long });
    const all = await receiver.peekMessages(5, { fromSequenceNumber: Long.fromNumber(0) });

    expect(again.map(({ body }) => body)).toEqual([2, 3, 4]);
    expect(all).toHaveLength(5);
  });

  conform('shows locked, deferred and scheduled messages too', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    await sender.sendMessages([{ body: 'locked' }, { body: 'deferred' }, { body: 'active' }]);
    const receiver = client.createReceiver(names.orders);
    const [, deferred] = await receiveExactly(receiver, 2);
    await receiver.deferMessage(deferred as never);
    await sender.scheduleMessages({ body: 'scheduled' }, new Date(Date.now() + 600_000));

    const peeked = await client.createReceiver(names.orders).peekMessages(10);

    expect(Object.fromEntries(peeked.map(({ body, state }) => [body, state]))).toEqual({
      locked: 'active',
      deferred: 'deferred',
      active: 'active',
      scheduled: 'scheduled',
    });
  });

  conform('leaves bodies out on demand', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', messageId: 'm-1' });
    const options = { omitMessageBody: true } as PeekMessagesOptions;

    const [peeked] = await client.createReceiver(names.orders).peekMessages(1, options);

    expect(peeked).toMatchObject({ messageId: 'm-1' });
    expect(peeked?.body).toBeUndefined();
  });

  conform('shows what a message says of itself', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({
      body: { order_id: '1' },
      messageId: 'm-1',
      subject: 'order',
      applicationProperties: { customer: 'c-1' },
    });

    const [peeked] = await client.createReceiver(names.orders).peekMessages(1);

    expect(peeked).toMatchObject({
      body: { order_id: '1' },
      messageId: 'm-1',
      subject: 'order',
      applicationProperties: { customer: 'c-1' },
      enqueuedTimeUtc: expect.any(Date),
    });
    // The client reads an absent lock token as an empty one or as none.
    expect(peeked?.lockToken ?? '').toBe('');
  });

  conform('looks into a dead-letter queue', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'r',
      deadLetterErrorDescription: 'd',
    });

    const peeked = await client.createReceiver(names.orders, { subQueueType: 'deadLetter' }).peekMessages(1);

    expect(peeked).toMatchObject([{ body: 'a', deadLetterReason: 'r', deadLetterErrorDescription: 'd' }]);
  });

  conform(
    'looks into a subscription',
    { topics: { events: { subscriptions: { billing: {} } } } },
    async ({ client, names }) => {
      await client.createSender(names.events).sendMessages(numbered(2));

      const peeked = await client.createReceiver(names.events, 'billing').peekMessages(5);

      expect(peeked.map(({ body }) => body)).toEqual([0, 1]);
    },
  );
});
