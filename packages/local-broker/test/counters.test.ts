import type { Totals } from '@ams/monitor-api';
import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { entityFiguresOf } from './helpers/monitor.js';
import { receiveOne } from './helpers/receiving.js';

let namespace: LocalNamespace;

const billing = 'events/Subscriptions/billing';

const topology = topologyOf({
  queues: [
    defineQueue({ name: 'orders', deadLetteringOnMessageExpiration: true, maxDeliveryCount: 2 }),
    defineQueue({ name: 'inbox', forwardTo: 'orders' }),
    defineQueue({ name: 'once', requiresDuplicateDetection: true }),
    defineQueue({ name: 'carts', requiresSession: true }),
  ],
  topics: [
    defineTopic({
      name: 'events',
      subscriptions: [defineSubscription({ name: 'billing' }), defineSubscription({ name: 'analytics' })],
    }),
  ],
});

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(() => namespace.close());

async function totalsOf(path: string): Promise<Totals> {
  return (await entityFiguresOf(namespace.broker, path)).totals;
}

async function send(entity: string, ...messages: readonly object[]): Promise<void> {
  for (const message of messages)
    await namespace.client.createSender(entity).sendMessages({ body: 'hello', ...message });
}

type Settle = (receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage) => Promise<void>;

describe('what happened to the messages of a queue', () => {
  it.each<[keyof Totals, Settle]>([
    ['completed', (receiver, message) => receiver.completeMessage(message)],
    ['abandoned', (receiver, message) => receiver.abandonMessage(message)],
    ['deferred', (receiver, message) => receiver.deferMessage(message)],
    ['deadLettered', (receiver, message) => receiver.deadLetterMessage(message)],
  ])('counts one that is %s', async (total, settle) => {
    await send('orders', {});
    const receiver = namespace.client.createReceiver('orders');
    const message = await receiveOne(receiver);
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, outgoing: 1, [total]: 0 });
    await settle(receiver, message);
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, [total]: 1 });
  });

  it('counts each delivery of a message, and its death after the last', async () => {
    await send('orders', {});
    const receiver = namespace.client.createReceiver('orders');
    for (let delivery = 1; delivery <= 2; delivery += 1) await receiver.abandonMessage(await receiveOne(receiver));
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, outgoing: 2, abandoned: 2, deadLettered: 1 });
  });

  it('counts what expires, and the dead letters that it makes', async () => {
    await send('orders', { timeToLive: 60_000 }, {});
    namespace.clock.advance(60_000);
    expect(await totalsOf('orders')).toMatchObject({ incoming: 2, expired: 1, deadLettered: 1 });
  });

  it('counts a scheduled message when it is sent, and not again when its time comes', async () => {
    const at = new Date(namespace.clock.now() + 60_000);
    await namespace.client.createSender('orders').scheduleMessages({ body: 'later' }, at);
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, outgoing: 0 });
    namespace.clock.advance(60_000);
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, outgoing: 0 });
  });

  it('counts a forwarded message where it was sent to and where it went', async () => {
    await send('inbox', {});
    expect(await totalsOf('inbox')).toMatchObject({ incoming: 1, outgoing: 0 });
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, outgoing: 0 });
  });

  it('counts a duplicate as sent', async () => {
    await send('once', { messageId: 'a' }, { messageId: 'a' });
    expect(await totalsOf('once')).toMatchObject({ incoming: 2 });
    expect(namespace.broker.counts('once').active).toBe(1);
  });

  it('counts what is received and deleted as given out, not as completed', async () => {
    await send('orders', {});
    const receiver = namespace.client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
    await receiveOne(receiver);
    expect(await totalsOf('orders')).toMatchObject({ outgoing: 1, completed: 0 });
  });

  it('counts what happens to its dead letters', async () => {
    await send('orders', {});
    const receiver = namespace.client.createReceiver('orders');
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const deadLetters = namespace.client.createReceiver('orders', { subQueueType: 'deadLetter' });
    await deadLetters.completeMessage(await receiveOne(deadLetters));
    expect(await totalsOf('orders')).toMatchObject({ incoming: 1, outgoing: 2, deadLettered: 1, completed: 1 });
  });

  it('counts under the lock of a session', async () => {
    await send('carts', { sessionId: 'a' });
    const receiver = await namespace.client.acceptSession('carts', 'a');
    await receiver.completeMessage(await receiveOne(receiver));
    expect(await totalsOf('carts')).toMatchObject({ incoming: 1, outgoing: 1, completed: 1 });
  });

  it('counts the bytes that come and go', async () => {
    await send('orders', { body: 'x'.repeat(1000) });
    const receiver = namespace.client.createReceiver('orders');
    await receiver.abandonMessage(await receiveOne(receiver));
    await receiveOne(receiver);
    const { incomingBytes, outgoingBytes } = await totalsOf('orders');
    expect(incomingBytes).toBeGreaterThan(1000);
    expect(outgoingBytes).toBe(2 * incomingBytes);
  });
});

describe('what happened to the messages of a topic', () => {
  it('counts a message once for the topic, and each copy for its subscription', async () => {
    await send('events', {}, {});
    const receiver = namespace.client.createReceiver('events', 'billing');
    await receiver.completeMessage(await receiveOne(receiver));
    expect(await totalsOf('events')).toMatchObject({ incoming: 2, outgoing: 0, completed: 0 });
    expect(await totalsOf(billing)).toMatchObject({ incoming: 2, outgoing: 1, completed: 1 });
    expect(await totalsOf('events/Subscriptions/analytics')).toMatchObject({ incoming: 2, outgoing: 0 });
  });
});

describe('the requests about an entity', () => {
  it('are attaches, sends, settlements and questions', async () => {
    const before = await totalsOf('orders');
    const sender = namespace.client.createSender('orders');
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    expect((await totalsOf('orders')).requests - before.requests).toBe(2);
    const receiver = namespace.client.createReceiver('orders');
    await receiver.completeMessage(await receiveOne(receiver));
    expect((await totalsOf('orders')).requests - before.requests).toBe(4);
    await receiver.peekMessages(1);
    // The two links to `$management`, and the question.
    expect((await totalsOf('orders')).requests - before.requests).toBe(7);
    expect(await totalsOf('orders')).toMatchObject({ throttled: 0, userErrors: 0, serverErrors: 0 });
  });

  it.each([
    ['throttled', { kind: 'throttle', entity: 'orders' }],
    ['userErrors', { kind: 'refuse', entity: 'orders', on: 'send', condition: 'com.microsoft:entity-disabled' }],
    ['serverErrors', { kind: 'refuse', entity: 'orders', on: 'send', condition: 'amqp:internal-error' }],
  ] as const)('count as %s when a fault refuses them', async (total, fault) => {
    namespace.broker.faults.add(fault);
    await expect(send('orders', {})).rejects.toThrow();
    expect(await totalsOf('orders')).toMatchObject({ incoming: 0, [total]: 1 });
  });

  it('count as errors of users when a lock is lost', async () => {
    await send('orders', {});
    const receiver = namespace.client.createReceiver('orders');
    const message = await receiveOne(receiver);
    namespace.clock.advance(60_000);
    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(await totalsOf('orders')).toMatchObject({ userErrors: 1, completed: 0 });
  });

  it('count for nobody when no session became available', async () => {
    const waiting = namespace.client.acceptNextSession('carts').catch((error: unknown) => error);
    await until(async () => (await totalsOf('carts')).requests > 0);
    namespace.clock.advance(120_000);
    expect(await waiting).toMatchObject({ code: 'ServiceTimeout' });
    expect(await totalsOf('carts')).toMatchObject({ userErrors: 0, serverErrors: 0 });
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
