import { conform } from '../harness/conform.js';
import { receiveExactly, receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';

const orders = { queues: { orders: { lockDuration: 'PT30S', maxDeliveryCount: 3 } } } as const;

describe('Settling', () => {
  conform('completes a message for good', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);

    await receiver.completeMessage(await receiveOne(receiver));

    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  conform('abandons a message, which comes again with its delivery counted', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);

    await receiver.abandonMessage(await receiveOne(receiver), { attempt: 'first' });

    expect(await receiveOne(receiver)).toMatchObject({
      body: 'a',
      deliveryCount: 1,
      applicationProperties: { attempt: 'first' },
    });
  });

  conform('dead-letters with reason, description and properties', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', applicationProperties: { customer: 'c-1' } });
    const receiver = client.createReceiver(names.orders);

    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'InvalidOrder',
      deadLetterErrorDescription: 'amount: expected a number',
      checkedBy: 'billing',
    });

    const letter = await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }));
    expect(letter).toMatchObject({
      body: 'a',
      deliveryCount: 0,
      deadLetterReason: 'InvalidOrder',
      deadLetterErrorDescription: 'amount: expected a number',
      applicationProperties: { customer: 'c-1', checkedBy: 'billing' },
    });
  });

  conform('dead-letters without a reason', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);

    await receiver.deadLetterMessage(await receiveOne(receiver));

    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      body: 'a',
    });
  });

  conform('changes properties that a message had already', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a', applicationProperties: { attempt: 0, kept: 1 } });
    const receiver = client.createReceiver(names.orders);

    await receiver.abandonMessage(await receiveOne(receiver), { attempt: 1 });

    expect((await receiveOne(receiver)).applicationProperties).toEqual({ attempt: 1, kept: 1 });
  });

  conform('dead-letters after the last delivery that is allowed', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const deliveryCounts: (number | undefined)[] = [];

    for (let delivery = 0; delivery < 3; delivery += 1) {
      const message = await receiveOne(receiver);
      deliveryCounts.push(message.deliveryCount);
      await receiver.abandonMessage(message);
    }

    expect(deliveryCounts).toEqual([0, 1, 2]);
    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      body: 'a',
      deadLetterReason: 'MaxDeliveryCountExceeded',
    });
  });

  conform('completes a dead letter', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const letters = client.createReceiver(names.orders, { subQueueType: 'deadLetter' });

    await letters.completeMessage(await receiveOne(letters));

    expect(await letters.peekMessages(1)).toEqual([]);
  });

  conform('does not count deliveries in a dead-letter queue', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const letters = client.createReceiver(names.orders, { subQueueType: 'deadLetter' });

    await letters.abandonMessage(await receiveOne(letters));

    expect(await receiveOne(letters)).toMatchObject({ body: 'a', deliveryCount: 0 });
  });

  conform('defers a dead letter', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const letters = client.createReceiver(names.orders, { subQueueType: 'deadLetter' });
    const letter = await receiveOne(letters);

    await letters.deferMessage(letter);

    expect(await letters.receiveDeferredMessages(letter.sequenceNumber ?? [])).toMatchObject([{ body: 'a' }]);
  });

  conform('refuses to dead-letter a dead letter', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const letters = client.createReceiver(names.orders, { subQueueType: 'deadLetter' });
    const letter = await receiveOne(letters);

    await expect(letters.deadLetterMessage(letter)).rejects.toMatchObject({ code: 'GeneralError' });
    expect(await letters.peekMessages(1)).toMatchObject([{ body: 'a' }]);
  });

  for (const outcome of ['complete', 'abandon', 'defer', 'deadLetter'] as const) {
    conform(`can ${outcome} once the link that received is closed`, orders, async ({ client, names }) => {
      await client.createSender(names.orders).sendMessages({ body: 'a' });
      const receiver = client.createReceiver(names.orders);
      const message = await receiveOne(receiver);
      await receiver.close();
      const other = client.createReceiver(names.orders);

      if (outcome === 'complete') {
        await other.completeMessage(message);
        expect(await other.peekMessages(1)).toEqual([]);
      } else if (outcome === 'abandon') {
        await other.abandonMessage(message, { attempt: 'first' });
        expect(await receiveOne(other)).toMatchObject({
          deliveryCount: 1,
          applicationProperties: { attempt: 'first' },
        });
      } else if (outcome === 'defer') {
        await other.deferMessage(message);
        expect(await other.receiveDeferredMessages(message.sequenceNumber ?? [])).toMatchObject([{ body: 'a' }]);
      } else {
        await other.deadLetterMessage(message, { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });
        expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
          deadLetterReason: 'r',
          deadLetterErrorDescription: 'd',
        });
      }
    });
  }

  conform('refuses to settle a message twice', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.completeMessage(message);

    await expect(receiver.abandonMessage(message)).rejects.toThrow(/already (been )?settled/);
  });

  conform('refuses to settle what was received and deleted', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });
    const message = await receiveOne(receiver);

    await expect(receiver.completeMessage(message)).rejects.toThrow();
  });

  conform('settles many messages at once, each as told', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    await sender.sendMessages(Array.from({ length: 40 }, (_, index) => ({ body: index })));
    const receiver = client.createReceiver(names.orders);
    const messages = await receiveExactly(receiver, 40);

    for (const [index, message] of messages.entries()) {
      if (index % 4 === 0) await receiver.completeMessage(message);
      if (index % 4 === 1) await receiver.deadLetterMessage(message);
      if (index % 4 === 2) await receiver.deferMessage(message);
      if (index % 4 === 3) await receiver.abandonMessage(message);
    }

    const again = await receiveExactly(receiver, 10);
    expect(again.map(({ body }) => body % 4)).toEqual(Array(10).fill(3));
    const letters = client.createReceiver(names.orders, { subQueueType: 'deadLetter' });
    expect((await receiveExactly(letters, 10)).map(({ body }) => body % 4)).toEqual(Array(10).fill(1));
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  conform(
    'settles messages of a subscription, its dead letters in a queue of their own',
    { topics: { events: { subscriptions: { billing: {}, analytics: {} } } } },
    async ({ client, names }) => {
      await client.createSender(names.events).sendMessages({ body: 'a' });
      const billing = client.createReceiver(names.events, 'billing');

      await billing.deadLetterMessage(await receiveOne(billing));

      const letters = (subscription: string) =>
        client.createReceiver(names.events, subscription, { subQueueType: 'deadLetter' });
      expect(await receiveOne(letters('billing'))).toMatchObject({ body: 'a' });
      expect(await letters('analytics').peekMessages(1)).toEqual([]);
      expect(await receiveOne(client.createReceiver(names.events, 'analytics'))).toMatchObject({ body: 'a' });
    },
  );
});
