import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

import {
  type Connection,
  type Connections,
  connections as connectionsSchema,
  type Link,
  monitorPaths,
} from '@ams/monitor-api';
import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import { WebSocket } from 'ws';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { monitored } from './helpers/monitoring.js';
import { receiveOne } from './helpers/receiving.js';

const topology = topologyOf({
  queues: [
    defineQueue({
      name: 'orders',
      authorizationRules: [
        { name: 'sender', rights: ['Send'] },
        { name: 'listener', rights: ['Listen'] },
      ],
    }),
    defineQueue({ name: 'sessions', requiresSession: true }),
  ],
  topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
});

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(() => namespace.close());

const answer = (): Promise<Connections> => monitored(namespace.broker, monitorPaths.connections, connectionsSchema);

async function connections(): Promise<readonly Connection[]> {
  return (await answer()).connections;
}

async function theConnection(): Promise<Connection> {
  const [connection, ...others] = await connections();
  if (connection === undefined || others.length > 0) throw new Error(`There are ${others.length + 1} connections.`);
  return connection;
}

async function linkTo(address: string, role: Link['role']): Promise<Link> {
  const { links } = await theConnection();
  const link = links.find((each) => each.address === address && each.role === role);
  if (link === undefined)
    throw new Error(`No ${role} to '${address}' among ${links.map((each) => each.address).join()}.`);
  return link;
}

describe('a connection', () => {
  it('is told with who opened it, from where, and when', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 1 });
    const { at } = await answer();
    const connection = await theConnection();
    expect(at).toBe(namespace.clock.now());
    expect(connection).toMatchObject({
      openedAt: namespace.clock.now(),
      tls: false,
      webSocket: false,
      identities: ['RootManageSharedAccessKey'],
    });
    expect(connection.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(connection.containerId).not.toBe('');
    expect(connection.product).toMatch(/^MSJSClient \d+\.\d+\.\d+ \(.*Node/i);
  });

  it('names the access rules whose tokens it showed, and of which entity they are, but no key', async () => {
    const client = namespace.clientOf({ entityPath: 'orders', name: 'sender' });
    await client.createSender('orders').sendMessages({ body: 1 });
    const connection = await theConnection();
    expect(connection.identities).toEqual(['sender of orders']);
    const { primaryKey } = namespace.broker.sharedAccessKeys({ entityPath: 'orders', name: 'sender' });
    expect(JSON.stringify(connection)).not.toContain(primaryKey);
    expect(JSON.stringify(connection)).not.toContain('SharedAccessSignature');
  });

  it('is told over TLS and over a WebSocket as what it is', async () => {
    const ca = await namespace.broker.certificateAuthority();
    const connectionString = namespace.broker.connectionString(undefined, 'primary', 'tls');
    const webSocketOptions = { webSocket: WebSocket, webSocketConstructorOptions: { ca } };
    const client = new ServiceBusClient(connectionString, { webSocketOptions });
    await client.createSender('orders').sendMessages({ body: 1 });
    expect(await theConnection()).toMatchObject({ tls: true, webSocket: true });
    await client.close();
  });

  it('is gone when it is closed', async () => {
    const client = namespace.connect();
    await client.createSender('orders').sendMessages({ body: 1 });
    await client.close();
    while ((await connections()).length > 0) await wait(5);
    expect(await connections()).toEqual([]);
  });
});

describe('a link', () => {
  it('of a sender tells its entity, its credit and the messages of its batches', async () => {
    await namespace.client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
    expect(await linkTo('orders', 'sender')).toMatchObject({
      entity: 'orders',
      receiveMode: null,
      sessionId: null,
      messages: 2,
      locked: null,
      credit: 4999,
    });
  });

  it('of a receiver tells its mode, the credit that it has left and what it holds under lock', async () => {
    await namespace.client.createSender('events').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = namespace.client.createReceiver('events', 'billing');
    const received: ServiceBusReceivedMessage[] = [];
    // A client asks for another message as soon as it is done with one.
    const done = new EventEmitter();
    const processMessage = async (message: ServiceBusReceivedMessage) => {
      received.push(message);
      await once(done, 'done');
    };
    const processError = () => Promise.reject(new Error('Nothing is to fail.'));
    const options = { maxConcurrentCalls: 5, autoCompleteMessages: false };
    const subscription = receiver.subscribe({ processMessage, processError }, options);
    while (received.length < 2) await wait(5);
    const address = 'events/Subscriptions/billing';
    expect(await linkTo(address, 'receiver')).toMatchObject({
      entity: address,
      receiveMode: 'peekLock',
      credit: 3,
      messages: 2,
      locked: 2,
    });
    for (const message of received) await receiver.completeMessage(message);
    expect(await linkTo(address, 'receiver')).toMatchObject({ messages: 2, locked: 0 });
    done.emit('done');
    await subscription.close();
  });

  it('of a receiver that deletes what it gets holds nothing', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 1 });
    await receiveOne(namespace.client.createReceiver('orders', { receiveMode: 'receiveAndDelete' }));
    expect(await linkTo('orders', 'receiver')).toMatchObject({
      receiveMode: 'receiveAndDelete',
      messages: 1,
      locked: 0,
    });
  });

  it('of a session names it', async () => {
    await namespace.client.createSender('sessions').sendMessages({ body: 1, sessionId: 'a' });
    await namespace.client.acceptNextSession('sessions');
    expect(await linkTo('sessions', 'receiver')).toMatchObject({ sessionId: 'a', receiveMode: 'peekLock' });
  });

  it('to dead letters and to a management node is of the entity, and to $cbs of none', async () => {
    const receiver = namespace.client.createReceiver('orders', { subQueueType: 'deadLetter' });
    await receiver.peekMessages(1);
    expect((await linkTo('orders/$DeadLetterQueue/$management', 'sender')).entity).toBe('orders');
    expect(await linkTo('$cbs', 'sender')).toMatchObject({ entity: null, receiveMode: null, locked: null });
    expect((await linkTo('$cbs', 'sender')).messages).toBeGreaterThan(0);
  });

  it('is gone when it is closed, or when the broker ends it', async () => {
    const sender = namespace.client.createSender('orders');
    await sender.sendMessages({ body: 1 });
    await sender.close();
    await namespace.client.createSender('sessions').sendMessages({ body: 1, sessionId: 'a' });
    namespace.broker.administration.deleteQueueOrTopic('sessions');
    const isLeft = async () =>
      (await theConnection()).links.some(({ address }) => address === 'orders' || address === 'sessions');
    while (await isLeft()) await wait(5);
    expect(await isLeft()).toBe(false);
  });
});
