import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type Long from 'long';

import { receiveExactly, receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { eventually } from '../harness/waiting.js';

const orders = {
  capabilities: ['sessions'],
  queues: { orders: { requiresSession: true, lockDuration: 'PT30S', maxDeliveryCount: 3 } },
} as const;

const bodiesOf = (messages: readonly ServiceBusReceivedMessage[]) => messages.map(({ body }) => body as unknown);

const sendTo = (client: ServiceBusClient, queue: string, sessionId: string, ...bodies: unknown[]) =>
  client.createSender(queue).sendMessages(bodies.map((body) => ({ body, sessionId })));

/** One failure is the answer, and this is how long it may take to come. */
const briefly = { retryOptions: { maxRetries: 0, timeoutInMs: 5000 } };

describe('Sessions', () => {
  conform('are accepted by name', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a', 'b');
    await sendTo(client, names.orders, 's-2', 'c');

    const session = await client.acceptSession(names.orders, 's-1');

    expect(session.sessionId).toBe('s-1');
    expect(session.sessionLockedUntilUtc.getTime()).toBeGreaterThan(Date.now());
    const messages = await receiveExactly(session, 2);
    expect(messages).toMatchObject([
      { body: 'a', sessionId: 's-1' },
      { body: 'b', sessionId: 's-1' },
    ]);
    expect(await receiveWhatIsThere(session)).toEqual([]);
  });

  conform('are accepted by name while they are empty', orders, async ({ client, names }) => {
    const session = await client.acceptSession(names.orders, 'empty');
    const receiving = session.receiveMessages(1, { maxWaitTimeInMs: 20_000 });

    await sendTo(client, names.orders, 'empty', 'late');

    expect(bodiesOf(await receiving)).toEqual(['late']);
  });

  conform('are accepted as they come, each by one receiver', orders, async ({ client, names }) => {
    for (const id of ['s-1', 's-2', 's-3']) await sendTo(client, names.orders, id, id);

    const sessions = [];
    for (let count = 0; count < 3; count += 1) sessions.push(await client.acceptNextSession(names.orders));

    expect(sessions.map(({ sessionId }) => sessionId).sort()).toEqual(['s-1', 's-2', 's-3']);
    for (const session of sessions) expect(await receiveOne(session)).toMatchObject({ body: session.sessionId });
  });

  conform('are waited for', orders, async ({ client, names }) => {
    const accepting = client.acceptNextSession(names.orders);

    await sendTo(client, names.orders, 's-1', 'a');

    expect((await accepting).sessionId).toBe('s-1');
  });

  conform('that do not come end the waiting with ServiceTimeout', orders, async ({ connect, names }) => {
    await expect(connect(briefly).acceptNextSession(names.orders)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ServiceTimeout|SessionCannotBeLocked)$/),
    });
  });

  conform('are taken by nobody after a client has stopped waiting', orders, async ({ client, connect, names }) => {
    await expect(connect(briefly).acceptNextSession(names.orders)).rejects.toThrow();

    await sendTo(client, names.orders, 's-1', 'a');

    expect(await receiveOne(await client.acceptNextSession(names.orders))).toMatchObject({ body: 'a' });
  });

  conform('that are locked are locked for others', orders, async ({ client, connect, names }) => {
    await client.acceptSession(names.orders, 's-1');

    await expect(connect(briefly).acceptSession(names.orders, 's-1')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    });
  });

  conform('that are locked are not the next ones', orders, async ({ client, connect, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    await client.acceptSession(names.orders, 's-1');

    await expect(connect(briefly).acceptNextSession(names.orders)).rejects.toMatchObject({ name: 'ServiceBusError' });
  });

  conform('are free again once their receiver is closed', orders, async ({ client, connect, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1');
    await session.close();

    const again = await eventually(() => connect().acceptSession(names.orders, 's-1'));

    expect(await receiveOne(again)).toMatchObject({ body: 'a' });
  });

  conform('keep their order, whatever happens to single messages', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 0, 1, 2, 3, 4);
    const session = await client.acceptSession(names.orders, 's-1');

    const [first, second] = await receiveExactly(session, 2);
    await session.completeMessage(first as never);
    await session.abandonMessage(second as never);

    expect(bodiesOf(await receiveExactly(session, 4))).toEqual([1, 2, 3, 4]);
  });

  conform('mixed in one queue come out in order, each by itself', orders, async ({ client, names }) => {
    const ids = ['s-1', 's-2', 's-3'];
    const sender = client.createSender(names.orders);
    for (let body = 0; body < 5; body += 1) await sender.sendMessages(ids.map((sessionId) => ({ body, sessionId })));

    for (const id of ids) {
      const session = await client.acceptSession(names.orders, id);
      expect(bodiesOf(await receiveExactly(session, 5))).toEqual([0, 1, 2, 3, 4]);
      await session.close();
    }
  });

  conform('refuse messages without a session', orders, async ({ client, names }) => {
    await expect(client.createSender(names.orders).sendMessages({ body: 'a' })).rejects.toMatchObject({
      name: 'ServiceBusError',
    });
  });

  conform('refuse a receiver that wants none', orders, async ({ client, names }) => {
    await expect(client.createReceiver(names.orders).receiveMessages(1)).rejects.toMatchObject({
      name: 'ServiceBusError',
    });
  });

  conform('let messages be received and deleted', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a', 'b');
    const session = await client.acceptSession(names.orders, 's-1', { receiveMode: 'receiveAndDelete' });

    expect(bodiesOf(await receiveExactly(session, 2))).toEqual(['a', 'b']);
    expect(await session.peekMessages(5)).toEqual([]);
  });

  conform('complete, dead-letter and defer', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'complete', 'dead-letter', 'defer');
    const session = await client.acceptSession(names.orders, 's-1');
    const [complete, deadLetter, defer] = (await receiveExactly(session, 3)) as [
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
    ];

    await session.completeMessage(complete);
    await session.deadLetterMessage(deadLetter, { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });
    await session.deferMessage(defer);

    const [deferred] = await session.receiveDeferredMessages(defer.sequenceNumber as Long);
    expect(deferred).toMatchObject({ body: 'defer', sessionId: 's-1', deliveryCount: 1 });
    await session.completeMessage(deferred as never);
    expect(await session.peekMessages(5)).toEqual([]);
  });

  conform('have their dead letters read by a plain receiver', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1');
    await session.deadLetterMessage(await receiveOne(session));
    const letters = client.createReceiver(names.orders, { subQueueType: 'deadLetter' });

    const letter = await receiveOne(letters);

    expect(letter).toMatchObject({ body: 'a', sessionId: 's-1' });
    await letters.completeMessage(letter);
  });

  conform('dead-letter after the last delivery that is allowed', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1');
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const message = await receiveOne(session);
      expect(message.deliveryCount).toBe(delivery);
      await session.abandonMessage(message);
    }

    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      deadLetterReason: 'MaxDeliveryCountExceeded',
    });
  });

  conform('are peeked at one by one', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a', 'b');
    await sendTo(client, names.orders, 's-2', 'c');
    const session = await client.acceptSession(names.orders, 's-2');

    expect(bodiesOf(await session.peekMessages(5))).toEqual(['c']);
  });

  conform('are peeked at together by a plain receiver', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    await sendTo(client, names.orders, 's-2', 'b');

    expect(bodiesOf(await client.createReceiver(names.orders).peekMessages(5)).sort()).toEqual(['a', 'b']);
  });

  conform('are subscribed to', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 0, 1, 2, 3, 4);
    const session = await client.acceptSession(names.orders, 's-1');
    const bodies: unknown[] = [];

    const subscription = session.subscribe({
      processMessage: async ({ body }) => void bodies.push(body),
      processError: async () => undefined,
    });
    await eventually(() => expect(bodies).toHaveLength(5));
    await subscription.close();

    expect(bodies).toEqual([0, 1, 2, 3, 4]);
    await eventually(async () => expect(await session.peekMessages(1)).toEqual([]));
  });

  conform('schedule, and cancel', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    const later = new Date(Date.now() + 600_000);
    const [number] = await sender.scheduleMessages({ body: 'b', sessionId: 's-1' }, later);
    await sender.cancelScheduledMessages(number as Long);
    await sender.scheduleMessages({ body: 'a', sessionId: 's-1' }, new Date(Date.now() + 2000));

    const session = await client.acceptSession(names.orders, 's-1');

    expect(await receiveOne(session)).toMatchObject({ body: 'a' });
    expect(await receiveWhatIsThere(session)).toEqual([]);
  });

  conform(
    'belong to a subscription each',
    {
      capabilities: ['sessions'],
      topics: { events: { subscriptions: { billing: { requiresSession: true }, plain: {} } } },
    },
    async ({ client, names }) => {
      await sendTo(client, names.events, 's-1', 'a', 'b');

      const session = await client.acceptSession(names.events, 'billing', 's-1');
      const plain: ServiceBusReceiver = client.createReceiver(names.events, 'plain');

      expect(bodiesOf(await receiveExactly(session, 2))).toEqual(['a', 'b']);
      expect(bodiesOf(await receiveExactly(plain, 2))).toEqual(['a', 'b']);
    },
  );

  conform(
    'of a partitioned queue keep their order',
    {
      capabilities: ['sessions', 'partitioned-entities'],
      queues: { orders: { requiresSession: true, enablePartitioning: true } },
    },
    async ({ client, names }) => {
      const sender = client.createSender(names.orders);
      for (let body = 0; body < 10; body += 1)
        await Promise.all(['s-1', 's-2', 's-3'].map((sessionId) => sender.sendMessages({ body, sessionId })));

      for (const id of ['s-1', 's-2', 's-3']) {
        const session = await client.acceptSession(names.orders, id);
        expect(bodiesOf(await receiveExactly(session, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }
    },
  );

  conform('settle nothing for a receiver that is closed', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1');
    const message = await receiveOne(session);
    await session.close();

    await expect(session.completeMessage(message)).rejects.toThrow();
    expect(await client.createReceiver(names.orders).peekMessages(1)).toMatchObject([{ body: 'a' }]);
  });

  conform('are many, each held by one receiver on one connection', orders, async ({ client, names }) => {
    const ids = Array.from({ length: 30 }, (_, index) => `s-${index}`);
    await client.createSender(names.orders).sendMessages(ids.map((sessionId) => ({ body: sessionId, sessionId })));

    const sessions = await Promise.all(ids.map(() => client.acceptNextSession(names.orders)));

    expect(sessions.map(({ sessionId }) => sessionId).sort()).toEqual([...ids].sort());
    const messages = await Promise.all(sessions.map((session) => receiveOne(session)));
    expect(bodiesOf(messages)).toEqual(sessions.map(({ sessionId }) => sessionId));
  });
});
