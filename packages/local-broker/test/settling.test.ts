import { defineQueue } from '@ams/service-bus-model';
import { isServiceBusError, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly, receiveOne, receiveWhatIsThere, subscribeFor } from './helpers/receiving.js';

const lockDuration = 30_000;

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({ queues: [defineQueue({ name: 'orders', lockDuration: 'PT30S', maxDeliveryCount: 3 })] }),
  );
});

afterEach(() => namespace.close());

const send = (...bodies: unknown[]) =>
  namespace.client.createSender('orders').sendMessages(bodies.map((body) => ({ body })));
const receiver = () => namespace.client.createReceiver('orders');
const deadLetters = () => namespace.client.createReceiver('orders', { subQueueType: 'deadLetter' });
const counts = () => namespace.broker.counts('orders');

describe('settling', () => {
  it('completes a message for good', async () => {
    await send('a');
    const link = receiver();

    await link.completeMessage(await receiveOne(link));

    expect(counts()).toEqual({ active: 0, scheduled: 0, deferred: 0, deadLettered: 0 });
  });

  it('gives an abandoned message out again, with the properties set and the delivery counted', async () => {
    await send('a');
    const link = receiver();

    await link.abandonMessage(await receiveOne(link), { attempt: 'first' });

    const again = await receiveOne(link);
    expect(again).toMatchObject({ body: 'a', deliveryCount: 1, applicationProperties: { attempt: 'first' } });
  });

  it('dead-letters a message with reason, description and properties', async () => {
    await send('a');
    const link = receiver();

    await link.deadLetterMessage(await receiveOne(link), {
      deadLetterReason: 'InvalidOrder',
      deadLetterErrorDescription: 'amount: expected a number',
      checkedBy: 'billing',
    });

    expect(await receiveOne(deadLetters())).toMatchObject({
      body: 'a',
      deadLetterReason: 'InvalidOrder',
      deadLetterErrorDescription: 'amount: expected a number',
      deadLetterSource: 'orders',
      applicationProperties: { checkedBy: 'billing' },
    });
  });

  it('defers a message until it is asked for by its number', async () => {
    await send('a');
    const link = receiver();
    const message = await receiveOne(link);

    await link.deferMessage(message, { waitsFor: 'payment' });

    expect(await receiveWhatIsThere(link)).toEqual([]);
    const [deferred] = await link.receiveDeferredMessages(message.sequenceNumber ?? []);
    expect(deferred).toMatchObject({
      body: 'a',
      state: 'deferred',
      deliveryCount: 1,
      applicationProperties: { waitsFor: 'payment' },
    });
    await link.completeMessage(deferred as ServiceBusReceivedMessage);
    expect(counts()).toMatchObject({ active: 0, deferred: 0 });
  });

  it('fails with MessageNotFound when no deferred message has the number', async () => {
    await send('a');
    const link = receiver();
    const { sequenceNumber } = await receiveOne(link);

    await expect(link.receiveDeferredMessages(sequenceNumber ?? [])).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it.each([Long.ZERO, Long.NEG_ONE, Long.MAX_VALUE])('fails with MessageNotFound for the number %s', async (number) => {
    await expect(receiver().receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('dead-letters a message once the last delivery allowed is abandoned', async () => {
    await send('a');
    const link = receiver();
    const deliveryCounts: (number | undefined)[] = [];

    for (let delivery = 0; delivery < 3; delivery += 1) {
      const message = await receiveOne(link);
      deliveryCounts.push(message.deliveryCount);
      await link.abandonMessage(message);
    }

    expect(deliveryCounts).toEqual([0, 1, 2]);
    expect(await receiveOne(deadLetters())).toMatchObject({
      body: 'a',
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deliveryCount: 3,
    });
  });

  it('completes a dead letter for good', async () => {
    await send('a');
    const link = receiver();
    await link.deadLetterMessage(await receiveOne(link));
    const letters = deadLetters();

    await letters.completeMessage(await receiveOne(letters));

    expect(counts().deadLettered).toBe(0);
  });

  it('refuses to dead-letter a dead letter, which stays locked', async () => {
    await send('a');
    const link = receiver();
    await link.deadLetterMessage(await receiveOne(link));
    const letters = deadLetters();
    const letter = await receiveOne(letters);

    await expect(letters.deadLetterMessage(letter)).rejects.toMatchObject({ code: 'GeneralError' });

    expect(await receiveWhatIsThere(letters)).toEqual([]);
    expect(counts().deadLettered).toBe(1);
  });

  it('settles through the management node once the receiver is closed', async () => {
    await send('a');
    const link = receiver();
    const message = await receiveOne(link);
    await link.close();

    await receiver().completeMessage(message);

    expect(counts().active).toBe(0);
  });

  it('treats outcomes that differ, settled in one turn, each rightly', async () => {
    await send(...Array.from({ length: 42 }, (_, index) => index));
    const link = receiver();
    const [first, second, ...messages] = (await receiveExactly(link, 42)) as [
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ...ServiceBusReceivedMessage[],
    ];

    await Promise.all([
      // The client gives the first two that are settled in a turn one outcome, whatever they were given (rhea 3.0.5).
      link.completeMessage(first),
      link.completeMessage(second),
      ...messages.map((message, index) => {
        if (index % 4 === 0) return link.completeMessage(message);
        if (index % 4 === 1)
          return link.deadLetterMessage(message, {
            deadLetterReason: `reason ${message.body}`,
            deadLetterErrorDescription: 'none',
          });
        if (index % 4 === 2) return link.deferMessage(message);
        return link.abandonMessage(message, { attempt: message.body });
      }),
    ]);

    expect(counts()).toEqual({ active: 10, scheduled: 0, deferred: 10, deadLettered: 10 });
    const letters = await receiveExactly(deadLetters(), 10);
    expect(letters.map(({ body, deadLetterReason }) => [body, deadLetterReason])).toEqual(
      Array.from({ length: 10 }, (_, index) => [4 * index + 3, `reason ${4 * index + 3}`]),
    );
    const again = await receiveExactly(link, 10);
    expect(again.map(({ body, applicationProperties }) => [body, applicationProperties])).toEqual(
      Array.from({ length: 10 }, (_, index) => [4 * index + 5, { attempt: 4 * index + 5 }]),
    );
  });

  it('answers each of several outcomes settled in one turn by itself, failures among successes', async () => {
    await send('a', 'b', 'c');
    const link = receiver();
    const [a, b, c] = (await receiveExactly(link, 3)) as [
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
    ];
    namespace.clock.advance(lockDuration - 1000);
    await link.renewMessageLock(a);
    await link.renewMessageLock(c);
    namespace.clock.advance(2000);

    const outcomes = await Promise.allSettled([a, b, c].map((message) => link.completeMessage(message)));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not stall behind messages that stay unsettled, and settles them in any order', async () => {
    const count = 2500;
    await namespace.client
      .createSender('orders')
      .sendMessages(Array.from({ length: count }, (_, index) => ({ body: index })));
    // One receiver of this client holds 2,048 unsettled at most; the rest has to come to another.
    const [first, second] = [receiver(), receiver()];
    const held = await receiveExactly(first, 2000);
    const rest = await receiveExactly(second, count - 2000);

    await Promise.all([...held].reverse().map((message) => first.completeMessage(message)));
    await Promise.all(rest.filter((_, index) => index % 2 === 1).map((message) => second.completeMessage(message)));
    await Promise.all(rest.filter((_, index) => index % 2 === 0).map((message) => second.completeMessage(message)));

    expect(counts().active).toBe(0);
  }, 30_000);

  it('goes on delivering while the first message of a receiver stays unsettled', async () => {
    await namespace.client
      .createSender('orders')
      .sendMessages(Array.from({ length: 2500 }, (_, index) => ({ body: index })));
    const link = receiver();
    const stuck = await receiveOne(link);
    let completed = 0;
    while (completed < 2000) {
      const messages = await receiveExactly(link, 250);
      await Promise.all(messages.map((message) => link.completeMessage(message)));
      completed += messages.length;
    }

    await link.completeMessage(stuck);

    expect(counts().active).toBe(499);
  }, 30_000);
});

describe('the lock of a message', () => {
  it('ends, and the message goes to a receiver that waits', async () => {
    await send('a');
    await receiveOne(receiver());
    const waiting = subscribeFor(receiver(), 1);
    await namespace.client.createSender('orders').createMessageBatch();

    namespace.clock.advance(lockDuration);

    expect((await waiting)[0]).toMatchObject({ body: 'a', deliveryCount: 1 });
  });

  it('is as long as the queue says', async () => {
    await send('a');

    const { lockedUntilUtc } = await receiveOne(receiver());

    expect(lockedUntilUtc?.getTime()).toBe(namespace.clock.now() + lockDuration);
  });

  it('lasts longer when it is renewed', async () => {
    await send('a');
    const link = receiver();
    const message = await receiveOne(link);
    namespace.clock.advance(lockDuration - 1);

    const lockedUntil = await link.renewMessageLock(message);

    expect(lockedUntil.getTime()).toBe(namespace.clock.now() + lockDuration);
    namespace.clock.advance(lockDuration - 1);
    await link.completeMessage(message);
    expect(counts().active).toBe(0);
  });

  it.each([
    ['on its link', async (link: ServiceBusReceiver) => link],
    [
      'through the management node',
      async (link: ServiceBusReceiver) => {
        await link.close();
        return receiver();
      },
    ],
  ])('cannot be settled %s once it is over', async (_, settlingLinkOf) => {
    await send('a');
    const link = receiver();
    const message = await receiveOne(link);
    const settlingLink = await settlingLinkOf(link);
    namespace.clock.advance(lockDuration);

    const error = await settlingLink.completeMessage(message).catch((reason: unknown) => reason);

    expect(isServiceBusError(error) && error.code).toBe('MessageLockLost');
    expect(counts().active).toBe(1);
  });

  it('cannot be renewed once it is over', async () => {
    await send('a');
    const link = receiver();
    const message = await receiveOne(link);
    namespace.clock.advance(lockDuration);

    await expect(link.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
  });

  it('outlives the connection that held it', async () => {
    await send('a');
    const other = namespace.connect();
    await receiveOne(other.createReceiver('orders'));
    await other.close();
    const link = receiver();

    expect(await receiveWhatIsThere(link)).toEqual([]);
    namespace.clock.advance(lockDuration);

    expect(await receiveOne(link)).toMatchObject({ body: 'a', deliveryCount: 1 });
  });
});
