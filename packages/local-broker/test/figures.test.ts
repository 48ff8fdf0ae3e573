import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { monitorPaths } from '@ams/monitor-api';
import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { ask, entityFiguresOf, figuresOf } from './helpers/monitor.js';
import { receiveOne } from './helpers/receiving.js';

let namespace: LocalNamespace;

const topology = topologyOf({
  queues: [defineQueue({ name: 'orders' })],
  topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
});

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(() => namespace.close());

describe('the figures of a broker', () => {
  it('tell what it is', async () => {
    const { at, startedAt, namespace: name, sku, journal, memory } = await figuresOf(namespace.broker);
    expect({ at, startedAt, name, sku }).toEqual({
      at: namespace.clock.now(),
      startedAt: namespace.clock.now(),
      name: 'local-bus',
      sku: 'Standard',
    });
    expect(journal.durable).toBe(process.env['AMS_TEST_MESSAGE_MEMORY'] !== undefined);
    expect(memory.residentBytes).toBeGreaterThan(memory.heapBytes);
  });

  it('list each topic before its subscriptions', async () => {
    const { entities } = await figuresOf(namespace.broker);
    expect(entities.map(({ path, kind }) => [path, kind])).toEqual([
      ['orders', 'queue'],
      ['events', 'topic'],
      ['events/Subscriptions/billing', 'subscription'],
    ]);
  });

  it('follow entities that come and go', async () => {
    const { administration } = namespace.broker;
    administration.createQueue(defineQueue({ name: 'refunds' }));
    administration.deleteQueueOrTopic('events');
    const { entities } = await figuresOf(namespace.broker);
    expect(entities.map(({ path }) => path)).toEqual(['orders', 'refunds']);
  });

  it('count messages by their state, and what they weigh', async () => {
    const sender = namespace.client.createSender('orders');
    await sender.sendMessages([1, 2, 3, 4].map((body) => ({ body })));
    await sender.scheduleMessages({ body: 'later' }, new Date(namespace.clock.now() + 60_000));
    const receiver = namespace.client.createReceiver('orders');
    await receiver.deferMessage(await receiveOne(receiver));
    await receiver.deadLetterMessage(await receiveOne(receiver));
    await receiveOne(receiver);
    const { gauges } = await entityFiguresOf(namespace.broker, 'orders');
    expect(gauges).toEqual({
      active: 2,
      scheduled: 1,
      deferred: 1,
      deadLettered: 1,
      transferDeadLettered: 0,
      locked: 1,
      size: expect.any(Number),
      senders: 1,
      receivers: 1,
    });
    const { memory, entities } = await figuresOf(namespace.broker);
    expect(gauges.size).toBeGreaterThan(100);
    if (process.env['AMS_TEST_MESSAGE_MEMORY'] === undefined) expect(memory.messageBytes).toBe(gauges.size);
    expect(entities.find(({ path }) => path === 'events')?.gauges.size).toBe(0);
  });

  it("weigh a topic with its subscriptions' messages", async () => {
    await namespace.client.createSender('events').sendMessages({ body: 'signed up' });
    const [topic, subscription] = await Promise.all(
      ['events', 'events/Subscriptions/billing'].map((path) => entityFiguresOf(namespace.broker, path)),
    );
    expect(subscription?.gauges).toMatchObject({ active: 1, size: expect.any(Number) });
    expect(topic?.gauges).toMatchObject({ active: 0, size: subscription?.gauges.size });
  });

  it('count the connections that are open', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 1 });
    expect((await figuresOf(namespace.broker)).connections).toBe(1);
    await namespace.client.close();
    expect((await figuresOf(namespace.broker)).connections).toBe(0);
  });
});

describe('the figures of a broker that keeps its messages on disk', () => {
  let durable: LocalNamespace;
  let directory: string;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'figures-'));
    durable = await startNamespace(topology, { dataDirectory: directory, messageMemory: 1_000_000 });
  });

  afterEach(async () => {
    await durable.close();
    rmSync(directory, { recursive: true });
  });

  it('tell how large the journal is, and how long the disk was waited for', async () => {
    const before = (await figuresOf(durable.broker)).journal;
    await durable.client.createSender('orders').sendMessages({ body: 'x'.repeat(10_000) });
    const { journal, memory } = await figuresOf(durable.broker);
    expect(journal).toMatchObject({ durable: true, pending: 0 });
    expect(journal.databaseBytes + journal.logBytes).toBeGreaterThan(10_000);
    expect(journal.syncs).toBeGreaterThan(before.syncs);
    expect(journal.syncMilliseconds).toBeGreaterThan(before.syncMilliseconds);
    expect(memory.messageBudget).toBe(1_000_000);
    expect(memory.messageBytes).toBeGreaterThan(10_000);
  });
});

describe('the monitor', () => {
  it('tells nothing to a page whose name was made to point here', async () => {
    const { port } = namespace.broker;
    const request = get({ port, path: monitorPaths.figures, headers: { host: 'evil.example' }, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(401);
  });

  it('says what there is to who asks for something else', async () => {
    const response = await ask(namespace.broker, '/$local/monitor/nothing');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: expect.stringContaining(monitorPaths.figures) });
  });
});
