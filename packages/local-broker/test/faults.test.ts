import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import { type ProcessErrorArgs, ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';

let namespace: LocalNamespace;
/** A client that tries again soon, as an application's does after a while. */
let patient: ServiceBusClient;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [defineQueue({ name: 'orders' }), defineQueue({ name: 'sessions', requiresSession: true })],
      topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
    }),
  );
  const retryOptions = { maxRetries: 5, retryDelayInMs: 1, maxRetryDelayInMs: 1 };
  patient = new ServiceBusClient(namespace.broker.connectionString(), { retryOptions });
});

afterEach(async () => {
  await patient.close();
  await namespace.close();
});

/** A subscriber that keeps what it gets, and what it is told of. */
function subscribe(client: ServiceBusClient, entity = 'orders') {
  const messages: ServiceBusReceivedMessage[] = [];
  const errors: ProcessErrorArgs[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const receiver = client.createReceiver(entity);
  receiver.subscribe({
    processMessage: async (message) => {
      messages.push(message);
      for (const { count, resolve } of waiting) if (messages.length >= count) resolve();
    },
    processError: async (error) => void errors.push(error),
  });
  return {
    errors,
    /** Resolves with the bodies of as many messages. */
    bodies: async (count: number) => {
      if (messages.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return messages.map(({ body }) => body as unknown);
    },
  };
}

describe('a consumer', () => {
  it.each(['drop-connection', 'detach-link'] as const)('survives %s', async (kind) => {
    const subscriber = subscribe(patient);
    const sender = namespace.client.createSender('orders');
    await sender.sendMessages({ body: 'before' });
    await subscriber.bodies(1);
    // Another client's connection is left alone: only the receiver's entity is meant, and this one is still sending.
    await sender.close();
    const { hits } = namespace.broker.faults.add({ kind, entity: 'orders' });
    await namespace.connect().createSender('orders').sendMessages({ body: 'after' });
    expect(await subscriber.bodies(2)).toEqual(['before', 'after']);
    expect(hits).toBeGreaterThanOrEqual(1);
  });

  it('hears why its link was detached', async () => {
    const subscriber = subscribe(patient);
    const sender = namespace.client.createSender('orders');
    await sender.sendMessages({ body: 'before' });
    await subscriber.bodies(1);
    await sender.close();
    namespace.broker.faults.add({
      kind: 'detach-link',
      entity: 'orders',
      condition: 'com.microsoft:server-busy',
      description: 'too many of you',
    });
    await namespace.connect().createSender('orders').sendMessages({ body: 'after' });
    await subscriber.bodies(2);
    expect(subscriber.errors.map(({ error }) => error.message)).toContainEqual(
      expect.stringContaining('too many of you'),
    );
  });

  it('gets a message again that its connection broke on', async () => {
    namespace.broker.faults.add({ kind: 'drop-connection', entity: 'orders', on: 'deliver' });
    await namespace.client.createSender('orders').sendMessages({ body: 'hello' });
    const subscriber = subscribe(patient);
    expect(await subscriber.bodies(1)).toEqual(['hello']);
    expect(namespace.broker.faults.list()).toEqual([expect.objectContaining({ hits: 1 })]);
  });

  it('hears MessageLockLost when it settles what it no longer holds', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 'hello' });
    const receiver = namespace.client.createReceiver('orders');
    const message = await receiveOne(receiver);
    expect(namespace.broker.faults.add({ kind: 'lose-message-lock', entity: 'orders' }).hits).toBe(1);
    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect((await receiveOne(receiver)).deliveryCount).toBe(1);
  });

  it('loses the lock of the next message that it settles', async () => {
    namespace.broker.faults.add({ kind: 'lose-message-lock', entity: 'events/subscriptions/billing', on: 'settle' });
    await namespace.client.createSender('events').sendMessages({ body: 'hello' });
    const receiver = namespace.client.createReceiver('events', 'billing');
    await expect(receiver.completeMessage(await receiveOne(receiver))).rejects.toMatchObject({
      code: 'MessageLockLost',
    });
    await receiver.completeMessage(await receiveOne(receiver));
    expect(namespace.broker.counts('events/Subscriptions/billing').active).toBe(0);
  });

  it('hears SessionLockLost when it uses a session that it no longer holds', async () => {
    await namespace.client.createSender('sessions').sendMessages({ body: 'hello', sessionId: 'a' });
    const receiver = await namespace.client.acceptSession('sessions', 'a');
    namespace.broker.faults.add({ kind: 'lose-session-lock', entity: 'sessions' });
    await expect(receiver.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
  });

  it('waits for a message that is held up, by the clock of the broker', async () => {
    namespace.broker.faults.add({ kind: 'delay', duration: 'PT30S', on: 'deliver', entity: 'orders' });
    await namespace.client.createSender('orders').sendMessages({ body: 'hello' });
    const receiver = namespace.client.createReceiver('orders');
    const [none] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 });
    expect(none).toBeUndefined();
    const receiving = receiveOne(receiver);
    namespace.clock.advance(30_000);
    expect((await receiving).body).toBe('hello');
  });
});

describe('a producer', () => {
  it('is throttled, and succeeds when it tries again', async () => {
    namespace.broker.faults.add({ kind: 'throttle', entity: 'orders', on: 'send', count: 2 });
    await patient.createSender('orders').sendMessages({ body: 'hello' });
    expect(namespace.broker.faults.list()).toEqual([expect.objectContaining({ hits: 2, remaining: 0 })]);
    expect(namespace.broker.counts('orders').active).toBe(1);
  });

  it('hears ServiceBusy in the words of Azure when it does not try again', async () => {
    namespace.broker.faults.add({ kind: 'throttle', entity: 'orders', on: 'send', count: 'always' });
    await expect(namespace.client.createSender('orders').sendMessages({ body: 'hello' })).rejects.toMatchObject({
      code: 'ServiceBusy',
      message: expect.stringContaining('Error code : 50009. Please wait 2 seconds and try again.'),
    });
    expect(namespace.broker.counts('orders').active).toBe(0);
  });

  it('sends twice when its first attempt seems to have failed', async () => {
    namespace.broker.faults.add({ kind: 'refuse', entity: 'orders', on: 'accept', condition: 'com.microsoft:timeout' });
    await patient.createSender('orders').sendMessages({ body: 'hello' });
    expect(namespace.broker.counts('orders').active).toBe(2);
  });

  it('is refused, and nothing is kept, while the store fails', async () => {
    namespace.broker.faults.add({ kind: 'fail-store', entity: 'orders' });
    const sender = namespace.client.createSender('orders');
    await expect(sender.sendMessages({ body: 'hello' })).rejects.toMatchObject({ code: 'QuotaExceeded' });
    expect(namespace.broker.counts('orders').active).toBe(0);
    await sender.sendMessages({ body: 'hello' });
    expect(namespace.broker.counts('orders').active).toBe(1);
  });

  it('cannot open a link that is refused', async () => {
    namespace.broker.faults.add({ kind: 'refuse', entity: 'orders', on: 'attach', condition: 'amqp:not-allowed' });
    const sender = namespace.client.createSender('orders');
    await expect(sender.createMessageBatch()).rejects.toThrow(/because a test asked for it/);
    await sender.createMessageBatch();
  });
});

describe('a management operation', () => {
  it('is refused as asked for', async () => {
    namespace.broker.faults.add({ kind: 'throttle', entity: 'orders', on: 'manage' });
    const receiver = namespace.client.createReceiver('orders');
    await expect(receiver.peekMessages(1)).rejects.toMatchObject({ code: 'ServiceBusy' });
    expect(await receiver.peekMessages(1)).toEqual([]);
  });
});
