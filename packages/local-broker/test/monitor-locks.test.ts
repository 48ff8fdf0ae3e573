import { setTimeout as wait } from 'node:timers/promises';

import { connections as connectionsSchema, type Locks, locks as locksSchema, monitorPaths } from '@ams/monitor-api';
import { defineQueue, defineTopic } from '@ams/service-bus-model';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { monitored } from './helpers/monitoring.js';
import { receiveExactly, receiveOne } from './helpers/receiving.js';

const minute = 60_000;

const topology = topologyOf({
  queues: [
    defineQueue({ name: 'orders', lockDuration: 'PT5M' }),
    defineQueue({ name: 'sessions', lockDuration: 'PT5M', requiresSession: true }),
  ],
  topics: [defineTopic({ name: 'events', subscriptions: [] })],
});

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(() => namespace.close());

const locksOf = (entity: string): Promise<Locks> =>
  monitored(namespace.broker, monitorPaths.locks, locksSchema, { entity });

async function theConnectionId(): Promise<string | undefined> {
  const { connections } = await monitored(namespace.broker, monitorPaths.connections, connectionsSchema);
  return connections[0]?.id;
}

const numberOf = ({ sequenceNumber }: ServiceBusReceivedMessage): string => String(sequenceNumber);

describe('messages under lock', () => {
  it('are told with who holds them, since when and until when, the oldest first', async () => {
    const { client, clock } = namespace;
    await client.createSender('orders').sendMessages([
      { messageId: 'a', body: 1 },
      { messageId: 'b', body: 2 },
    ]);
    const receiver = client.createReceiver('orders');
    const first = await receiveOne(receiver);
    const lockedAt = clock.now();
    clock.advance(minute);
    const second = await receiveOne(receiver);

    const { locks, total, at } = await locksOf('orders');
    expect([total, at]).toEqual([2, clock.now()]);
    const held = { sessionId: null, deliveryCount: 0, deadLetter: false, connectionId: await theConnectionId() };
    expect(locks).toEqual([
      expect.objectContaining({
        ...held,
        messageId: 'a',
        sequenceNumber: numberOf(first),
        lockedAt,
        lockedUntil: lockedAt + 5 * minute,
      }),
      expect.objectContaining({
        ...held,
        messageId: 'b',
        sequenceNumber: numberOf(second),
        lockedAt: clock.now(),
        lockedUntil: clock.now() + 5 * minute,
      }),
    ]);
    expect(locks[0]?.containerId).not.toBe('');
    expect(locks[0]?.link).toContain('orders');
  });

  it('stay held since then when their lock is renewed', async () => {
    const { client, clock } = namespace;
    await client.createSender('orders').sendMessages({ body: 1 });
    const receiver = client.createReceiver('orders');
    const message = await receiveOne(receiver);
    const lockedAt = clock.now();
    clock.advance(minute);
    await receiver.renewMessageLock(message);
    expect((await locksOf('orders')).locks).toMatchObject([{ lockedAt, lockedUntil: clock.now() + 5 * minute }]);
  });

  it('are no longer told once they are settled, or their lock is over', async () => {
    const { client, clock } = namespace;
    await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver('orders');
    await receiver.completeMessage(await receiveOne(receiver));
    await receiveOne(receiver);
    expect((await locksOf('orders')).total).toBe(1);
    clock.advance(5 * minute);
    expect(await locksOf('orders')).toMatchObject({ total: 0, locks: [] });
  });

  it('include dead letters', async () => {
    const { client } = namespace;
    await client.createSender('orders').sendMessages({ body: 1 });
    const receiver = client.createReceiver('orders');
    await receiver.deadLetterMessage(await receiveOne(receiver));
    await receiveOne(client.createReceiver('orders', { subQueueType: 'deadLetter' }));
    expect((await locksOf('orders')).locks).toMatchObject([{ deadLetter: true }]);
  });

  it('include deferred ones that were asked for by their numbers', async () => {
    const { client } = namespace;
    await client.createSender('orders').sendMessages({ body: 1 });
    const receiver = client.createReceiver('orders');
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    if (message.sequenceNumber) await receiver.receiveDeferredMessages(message.sequenceNumber);
    expect((await locksOf('orders')).locks).toMatchObject([
      { sequenceNumber: numberOf(message), connectionId: await theConnectionId() },
    ]);
  });

  it('are held by no connection any more once it is gone, but by the client of that name', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 1 });
    const other = namespace.connect();
    await receiveOne(other.createReceiver('orders'));
    const [before] = (await locksOf('orders')).locks;
    await other.close();
    let [after] = (await locksOf('orders')).locks;
    while (after !== undefined && after.connectionId !== null) {
      await wait(5);
      [after] = (await locksOf('orders')).locks;
    }
    expect(after).toEqual({ ...before, connectionId: null });
  });

  it('are a thousand at most, of all that are counted', async () => {
    const { client } = namespace;
    const sender = client.createSender('orders');
    await sender.sendMessages(Array.from({ length: 1010 }, (_, index) => ({ body: index })));
    await receiveExactly(client.createReceiver('orders'), 1010);
    const { locks, total } = await locksOf('orders');
    expect([locks.length, total]).toEqual([1000, 1010]);
    expect(locks[0]?.sequenceNumber).toBe('1');
  });
});

it('tells of sessions who holds them, and how many messages with them', async () => {
  const { client, clock } = namespace;
  await client.createSender('sessions').sendMessages([
    { body: 1, sessionId: 'a' },
    { body: 2, sessionId: 'a' },
    { body: 3, sessionId: 'b' },
  ]);
  const receiver = await client.acceptSession('sessions', 'a');
  await receiver.receiveMessages(2);
  const lockedAt = clock.now();
  clock.advance(minute);
  await receiver.renewSessionLock();
  await client.acceptSession('sessions', 'empty');

  const { locks, sessions, total } = await locksOf('sessions');
  const renewed = { lockedAt, lockedUntil: clock.now() + 5 * minute, connectionId: await theConnectionId() };
  expect(total).toBe(2);
  expect(locks).toMatchObject([
    { ...renewed, sessionId: 'a' },
    { ...renewed, sessionId: 'a' },
  ]);
  expect(sessions).toMatchObject([
    { ...renewed, sessionId: 'a', messages: 2, deadLetter: false },
    { sessionId: 'empty', messages: 0, lockedAt: clock.now() },
  ]);
});

it.each(['nowhere', 'events'])('knows no locks of %s, which holds no messages for receivers', async (entity) => {
  await expect(locksOf(entity)).rejects.toThrow(/404: .*There is no queue or subscription/);
});
