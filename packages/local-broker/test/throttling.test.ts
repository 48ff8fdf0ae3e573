import { defineQueue } from '@ams/service-bus-model';
import { ServiceBusClient } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly } from './helpers/receiving.js';

const topology = topologyOf({ queues: [defineQueue({ name: 'orders' })] });
const messages = (count: number) => Array.from({ length: count }, (_, index) => ({ body: index }));

let namespace: LocalNamespace;

afterEach(() => namespace.close());

describe('a namespace that is throttled', () => {
  beforeEach(async () => {
    namespace = await startNamespace(topology, { throttling: true });
  });

  it('refuses what is beyond 1,000 credits in a second, until the next one', async () => {
    const sender = namespace.client.createSender('orders');
    await sender.sendMessages(messages(1000));
    await expect(sender.sendMessages({ body: 'more' })).rejects.toMatchObject({ code: 'ServiceBusy' });
    const receiver = namespace.client.createReceiver('orders');
    await expect(receiver.peekMessages(1)).rejects.toMatchObject({ code: 'ServiceBusy' });
    namespace.clock.advance(1000);
    await sender.sendMessages({ body: 'more' });
    expect(namespace.broker.counts('orders').active).toBe(1001);
  });

  it('takes a message from a client that tries again', async () => {
    await namespace.client.createSender('orders').sendMessages(messages(1000));
    const attempts: string[] = [];
    const patient = new ServiceBusClient(namespace.broker.connectionString(), {
      retryOptions: { maxRetries: 100, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
    });
    const sending = patient
      .createSender('orders')
      .sendMessages({ body: 'more' })
      .then(() => attempts.push('sent'));
    // Refused at least once before the second is over.
    await expect(namespace.client.createSender('orders').sendMessages({ body: 'mine' })).rejects.toThrow();
    expect(attempts).toEqual([]);
    namespace.clock.advance(1000);
    await sending;
    await patient.close();
    expect(namespace.broker.counts('orders').active).toBe(1001);
  });

  it('gives out messages all the same', async () => {
    await namespace.client.createSender('orders').sendMessages(messages(1000));
    expect(await receiveExactly(namespace.client.createReceiver('orders'), 20)).toHaveLength(20);
  });
});

describe('a namespace that nobody asked to throttle', () => {
  it('takes whatever comes', async () => {
    namespace = await startNamespace(topology);
    const sender = namespace.client.createSender('orders');
    for (let batch = 0; batch < 3; batch += 1) await sender.sendMessages(messages(1000));
    expect(namespace.broker.counts('orders').active).toBe(3000);
  });
});
