import { defineQueue, defineSubscription, defineTopic, defineTopology } from '@ams/service-bus-model';

import rhea from 'rhea';

import { aMessage, anEngine, aQueue, TestConsumer } from '../../test/support/engine.js';
import type { Typed } from '../message/encoding.js';
import { parseEntityPath } from './entity-path.js';
import { Namespace } from './namespace.js';
import { Storage } from './storage.js';

const size = aMessage('a').size;
const kilobyte = { body: 'x'.repeat(1024) };

describe('a queue whose room is limited', () => {
  const aSmallQueue = (messages = 3) => {
    const storage = new Storage('orders', () => messages * size);
    return { ...aQueue({ storage }), storage };
  };

  it('takes three and refuses the fourth, as a quota that is exceeded', () => {
    const { queue, send } = aSmallQueue();
    send('a', 'b', 'c');

    expect(() => queue.send(aMessage('d'))).toThrow(
      expect.objectContaining({
        condition: 'amqp:resource-limit-exceeded',
        message: expect.stringContaining(`'orders' holds ${3 * size} bytes of the ${3 * size} it may`),
      }),
    );
    expect(queue.counts.active).toBe(3);
  });

  it('takes one more once one is completed', () => {
    const { queue, send, receive } = aSmallQueue();
    send('a', 'b', 'c');
    queue.settle(receive()?.token ?? '', { kind: 'complete' });

    expect(() => send('d')).not.toThrow();
  });

  it('counts a message by the size that its receiver gave it', () => {
    const { queue, send, receive, storage } = aSmallQueue(10);
    const [message] = send('a');
    const color = new Map([['color', rhea.types.wrap_string('red') as Typed]]);
    queue.settle(receive()?.token ?? '', { kind: 'abandon', changes: { applicationProperties: color } });

    expect(storage.used).toBeGreaterThan(size);
    expect(storage.used).toBe(message?.content.size);
    queue.settle(receive()?.token ?? '', { kind: 'complete' });
    expect(storage.used).toBe(0);
  });

  it('counts scheduled and deferred messages, and those that expire no longer', () => {
    const { queue, send, receive, clock, storage } = aSmallQueue(10);
    queue.send(
      aMessage('a', { message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + 1000) } }),
    );
    const scheduled = storage.used;
    expect(scheduled).toBeGreaterThan(0);
    clock.advance(1000);
    expect(storage.used).toBe(scheduled);

    queue.settle(receive()?.token ?? '', { kind: 'defer' });
    expect(storage.used).toBe(scheduled);

    const before = storage.used;
    queue.send(aMessage('b', { ttl: 500 }));
    expect(storage.used).toBeGreaterThan(before);
    clock.advance(500);
    expect(storage.used).toBe(before);
    expect(() => send('c')).not.toThrow();
  });
});

describe('the room of an entity', () => {
  const aNamespace = () => {
    const { context } = anEngine();
    let id = 0;
    return new Namespace(
      defineTopology({
        namespace: { name: 'local-bus' },
        queues: [
          defineQueue({ name: 'orders', maxDeliveryCount: 1 }),
          defineQueue({ name: 'partitioned', partitioningEnabled: true }),
        ],
        topics: [
          defineTopic({
            name: 'events',
            subscriptions: [defineSubscription({ name: 'one' }), defineSubscription({ name: 'two' })],
          }),
        ],
      }),
      context,
      () => (id += 1),
    );
  };
  const storageOf = (namespace: Namespace, name: string) =>
    namespace.sendable(parseEntityPath(name))?.entrance.settings.storage;

  it('holds its dead letters as well', () => {
    const namespace = aNamespace();
    const orders = namespace.messageQueue(parseEntityPath('orders'));
    const { size: whole } = aMessage('a', kilobyte);
    orders?.send(aMessage('a', kilobyte));
    const consumer = new TestConsumer(1);
    orders?.addConsumer(consumer);
    orders?.dispatch();
    orders?.settle(consumer.token, { kind: 'abandon' });

    expect(orders?.counts.active).toBe(0);
    expect(storageOf(namespace, 'orders')?.used).toBeGreaterThan(whole);
  });

  it('holds the copies of all subscriptions of a topic', () => {
    const namespace = aNamespace();
    namespace.sendable(parseEntityPath('events'))?.entrance.send(aMessage('a', kilobyte));

    expect(storageOf(namespace, 'events')?.used).toBe(2 * aMessage('a', kilobyte).size);
  });

  it('is as large as the entity is defined, for each of its partitions', () => {
    const gigabyte = 1024 ** 3;
    const namespace = aNamespace();

    expect(storageOf(namespace, 'orders')?.hasRoomFor(gigabyte)).toBe(true);
    expect(storageOf(namespace, 'orders')?.hasRoomFor(gigabyte + 1)).toBe(false);
    expect(storageOf(namespace, 'partitioned')?.hasRoomFor(16 * gigabyte)).toBe(true);
    expect(storageOf(namespace, 'partitioned')?.hasRoomFor(16 * gigabyte + 1)).toBe(false);
  });
});
