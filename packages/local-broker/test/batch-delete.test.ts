import { defineQueue, defineTopology, type QueueDefinition } from '@ams/service-bus-model';
import { ServiceBusClient } from 'azure-service-bus-beta';

import { failAtOnce, type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';

let namespace: LocalNamespace;
/** A client of the version that knows how to delete messages. */
let client: ServiceBusClient;

async function start(queue: Partial<QueueDefinition> = {}, sku: 'Standard' | 'Premium' = 'Standard'): Promise<void> {
  const queues = [defineQueue({ name: 'orders', ...queue })];
  const topology = sku === 'Standard' ? topologyOf({ queues }) : defineTopology({ namespace: premium, queues });
  namespace = await startNamespace(topology);
  client = new ServiceBusClient(namespace.broker.connectionString(), failAtOnce);
}

const premium = { name: 'local-bus', sku: 'Premium', capacity: 1, premiumMessagingPartitions: 1 } as const;

afterEach(async () => {
  await client.close();
  await namespace.close();
});

async function send(count: number, sessionId?: string): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => ({
    body: index,
    ...(sessionId !== undefined && { sessionId }),
  }));
  await namespace.client.createSender('orders').sendMessages(messages);
}

const bodies = async () => {
  const left = await namespace.client.createReceiver('orders').peekMessages(100);
  return left.map(({ body }) => body as unknown);
};
const active = () => namespace.broker.counts('orders').active;
/** Just now, by the client's clock; the broker's stands where it began. */
const until = () => new Date(namespace.clock.now());

describe('deleting messages', () => {
  it('takes the oldest, as many as are asked for', async () => {
    await start();
    await send(5);

    expect(await client.createReceiver('orders').deleteMessages({ maxMessageCount: 2 })).toBe(2);
    expect(await bodies()).toEqual([2, 3, 4]);
  });

  it('takes only what was enqueued by the given time', async () => {
    await start();
    await send(2);
    const then = until();
    namespace.clock.advance(1000);
    await send(2);

    const options = { maxMessageCount: 10, beforeEnqueueTime: then };
    expect(await client.createReceiver('orders').deleteMessages(options)).toBe(2);
    expect(active()).toBe(2);
  });

  it('finds nothing in an empty queue', async () => {
    await start();

    expect(await client.createReceiver('orders').deleteMessages({ maxMessageCount: 10 })).toBe(0);
  });

  it('leaves what is locked, deferred and scheduled', async () => {
    await start();
    await send(3);
    const receiver = namespace.client.createReceiver('orders');
    const [, second] = await receiver.receiveMessages(2);
    if (second) await receiver.deferMessage(second);
    await namespace.client
      .createSender('orders')
      .scheduleMessages({ body: 'later' }, new Date(namespace.clock.now() + 60_000));

    expect(await client.createReceiver('orders').deleteMessages({ maxMessageCount: 10 })).toBe(1);
    expect(namespace.broker.counts('orders')).toMatchObject({ active: 1, deferred: 1, scheduled: 1 });
  });

  it('empties a dead-letter queue', async () => {
    await start();
    await send(3);
    const receiver = namespace.client.createReceiver('orders');
    for (const message of await receiver.receiveMessages(3)) await receiver.deadLetterMessage(message);

    const deadLetters = client.createReceiver('orders', { subQueueType: 'deadLetter' });
    expect(await deadLetters.purgeMessages()).toBe(3);
    expect(namespace.broker.counts('orders').deadLettered).toBe(0);
  });

  it('deletes those of the session that the receiver holds, and no others', async () => {
    await start({ requiresSession: true });
    await send(2, 'mine');
    await send(3, 'other');

    const session = await client.acceptSession('orders', 'mine');
    expect(await session.purgeMessages()).toBe(2);
    expect(active()).toBe(3);
    await session.close();
  });

  it.each([
    ['Standard', 500],
    ['Premium', 4000],
  ] as const)('removes no more at a time than %s allows', async (sku, most) => {
    await start({}, sku);
    for (let sent = 0; sent < 4500; sent += 500) await send(500);

    expect(await client.createReceiver('orders').deleteMessages({ maxMessageCount: 4000 })).toBe(most);
  });

  it('is refused for more than any tier allows', async () => {
    await start();

    await expect(client.createReceiver('orders').deleteMessages({ maxMessageCount: 4001 })).rejects.toThrow(
      'At most 4000 messages can be deleted at a time, not 4001.',
    );
  });

  it('is refused on a partitioned queue, as on Azure', async () => {
    await start({ partitioningEnabled: true });

    await expect(client.createReceiver('orders').purgeMessages()).rejects.toThrow("'orders' is partitioned");
  });
});

describe('purging', () => {
  it('goes on until nothing is left', async () => {
    await start();
    for (let sent = 0; sent < 1200; sent += 400) await send(400);

    expect(await client.createReceiver('orders').purgeMessages()).toBe(1200);
    expect(active()).toBe(0);
  });
});
