import Long from 'long';

import { receiveExactly, receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { until } from '../harness/waiting.js';

const orders = { queues: { orders: { lockDuration: 'PT30S', maxDeliveryCount: 5 } } } as const;

describe('Deferring', () => {
  conform('puts a message aside until it is asked for by its number', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);

    await receiver.deferMessage(message, { waitsFor: 'payment' });

    expect(await receiveWhatIsThere(receiver)).toEqual([]);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber as Long);
    expect(deferred).toMatchObject({
      body: 'a',
      state: 'deferred',
      deliveryCount: 1,
      applicationProperties: { waitsFor: 'payment' },
      lockedUntilUtc: expect.any(Date),
    });
    expect(deferred?.sequenceNumber?.toString()).toBe(message.sequenceNumber?.toString());
  });

  conform('completes a deferred message', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages([message.sequenceNumber as Long]);

    await receiver.completeMessage(deferred as never);

    expect(await receiver.peekMessages(1, { fromSequenceNumber: Long.ZERO })).toEqual([]);
  });

  for (const outcome of ['abandon', 'defer'] as const) {
    conform(`leaves a message deferred after ${outcome}, its delivery counted`, orders, async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({ body: 'a' });
      const receiver = client.createReceiver(names.orders);
      const { sequenceNumber, ...message } = await receiveOne(receiver);
      await receiver.deferMessage({ sequenceNumber, ...message } as never);
      const [deferred] = await receiver.receiveDeferredMessages(sequenceNumber as Long);

      await (outcome === 'abandon'
        ? receiver.abandonMessage(deferred as never, { attempt: 1 })
        : receiver.deferMessage(deferred as never, { attempt: 1 }));

      expect(await receiver.receiveDeferredMessages(sequenceNumber as Long)).toMatchObject([
        { body: 'a', deliveryCount: 2, applicationProperties: { attempt: 1 } },
      ]);
    });
  }

  conform('dead-letters a deferred message', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber as Long);

    await receiver.deadLetterMessage(deferred as never, { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });

    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      body: 'a',
      deliveryCount: 1,
      deadLetterReason: 'r',
    });
  });

  conform('fetches several at once', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages([{ body: 0 }, { body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver(names.orders);
    const messages = await receiveExactly(receiver, 3);
    for (const message of messages) await receiver.deferMessage(message);

    const deferred = await receiver.receiveDeferredMessages(messages.map((message) => message.sequenceNumber as Long));

    expect(deferred.map(({ body }) => body).sort()).toEqual([0, 1, 2]);
  });

  conform('deletes a deferred message as it is fetched on demand', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const deleting = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });

    expect(await deleting.receiveDeferredMessages(message.sequenceNumber as Long)).toMatchObject([{ body: 'a' }]);
    expect(await deleting.peekMessages(1)).toEqual([]);
  });

  conform('renews the lock of a deferred message', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber as Long);
    const before = deferred?.lockedUntilUtc?.getTime() ?? 0;
    await until(new Date(Date.now() + 2000));

    const lockedUntil = await receiver.renewMessageLock(deferred as never);

    expect(lockedUntil.getTime()).toBeGreaterThan(before);
  });

  conform('says MessageNotFound of a number that no deferred message has', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const { sequenceNumber } = await receiveOne(receiver);

    await expect(receiver.receiveDeferredMessages(sequenceNumber as Long)).rejects.toMatchObject({
      code: 'MessageNotFound',
    });
    await expect(receiver.receiveDeferredMessages(Long.fromNumber(987_654))).rejects.toMatchObject({
      code: 'MessageNotFound',
    });
  });

  conform(
    'dead-letters a deferred message after the last delivery that is allowed',
    { queues: { orders: { maxDeliveryCount: 2 } } },
    async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({ body: 'a' });
      const receiver = client.createReceiver(names.orders);
      const message = await receiveOne(receiver);
      await receiver.deferMessage(message);
      const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber as Long);

      await receiver.abandonMessage(deferred as never);

      expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
        deadLetterReason: 'MaxDeliveryCountExceeded',
      });
    },
  );

  conform('changes properties as a deferred message is dead-lettered', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber as Long);

    await receiver.deadLetterMessage(deferred as never, {
      deadLetterReason: 'r',
      deadLetterErrorDescription: 'd',
      customProperty: 'hello',
    });

    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      deadLetterReason: 'r',
      deadLetterErrorDescription: 'd',
      applicationProperties: { customProperty: 'hello' },
    });
  });
});
