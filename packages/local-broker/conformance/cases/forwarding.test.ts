import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

describe('Forwarding', () => {
  conform(
    'takes messages from queue to queue',
    { queues: { archive: {}, orders: { forwardTo: 'archive' } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({
        body: 'a',
        messageId: 'm-1',
        applicationProperties: { customer: 'c-1' },
      });

      expect(await receiveOne(client.createReceiver(names.archive))).toMatchObject({
        body: 'a',
        messageId: 'm-1',
        deliveryCount: 0,
        applicationProperties: { customer: 'c-1' },
      });
    },
  );

  conform(
    'takes messages from a subscription to a queue',
    { queues: { archive: {} }, topics: { events: { subscriptions: { all: { forwardTo: 'archive' } } } } },
    async ({ client, names }) => {
      await client.createSender(names.events).sendMessages({ body: 'a' });

      expect(await receiveOne(client.createReceiver(names.archive))).toMatchObject({ body: 'a' });
    },
  );

  conform(
    'takes what was scheduled, at its time',
    { queues: { archive: {}, orders: { forwardTo: 'archive' } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).scheduleMessages({ body: 'a' }, new Date(Date.now() + 2000));

      expect(await receiveOne(client.createReceiver(names.archive))).toMatchObject({ body: 'a' });
    },
  );

  conform(
    'takes dead letters, which keep their reason and source',
    { queues: { letters: {}, orders: { forwardDeadLetteredMessagesTo: 'letters' } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({ body: 'a' });
      const receiver = client.createReceiver(names.orders);

      await receiver.deadLetterMessage(await receiveOne(receiver), {
        deadLetterReason: 'InvalidOrder',
        deadLetterErrorDescription: 'amount',
      });

      const letter = await receiveOne(client.createReceiver(names.letters));
      expect(letter).toMatchObject({
        body: 'a',
        deadLetterReason: 'InvalidOrder',
        deadLetterErrorDescription: 'amount',
        deadLetterSource: names.orders,
      });
    },
  );

  conform(
    'goes four hops, and dead-letters at the fifth',
    {
      queues: {
        five: {},
        four: { forwardTo: 'five' },
        three: { forwardTo: 'four' },
        two: { forwardTo: 'three' },
        one: { forwardTo: 'two' },
        zero: { forwardTo: 'one' },
      },
    },
    async ({ client, names }) => {
      await client.createSender(names.one).sendMessages({ body: 'four hops' });
      await client.createSender(names.zero).sendMessages({ body: 'five hops' });

      expect(await receiveOne(client.createReceiver(names.five))).toMatchObject({ body: 'four hops' });
      expect(await receiveOne(client.createReceiver(names.four, { subQueueType: 'deadLetter' }))).toMatchObject({
        body: 'five hops',
        deadLetterReason: 'MaxTransferHopCountExceeded',
      });
    },
  );

  conform(
    'refuses receivers on a queue that forwards',
    { queues: { archive: {}, orders: { forwardTo: 'archive' } } },
    async ({ client, names }) => {
      await expect(client.createReceiver(names.orders).receiveMessages(1)).rejects.toMatchObject({
        name: 'ServiceBusError',
      });
    },
  );
});
