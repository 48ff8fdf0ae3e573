import { aMessage, anEngine, aQueue, idOf, TestConsumer } from '../../test/support/engine.js';
import { MessageQueue } from './message-queue.js';
import { partitionOf } from './partition.js';

const partitioned = { partitions: 16 };

const withKey = (id: string, key: string) => aMessage(id, { message_annotations: { 'x-opt-partition-key': key } });

describe('a partitioned queue', () => {
  it('shows the partition in the top 16 bits of the sequence number', () => {
    const { queue } = aQueue(partitioned);
    const message = queue.send(aMessage('a', { group_id: 'customer-7' }));
    expect(queue.partitionIdOf(message)).toBe(partitionOf(message.sequenceNumber));
    expect(BigInt(message.sequenceNumber) >> 48n).toBe(BigInt(queue.partitionIdOf(message) ?? -1));
  });

  it('uses all partitions in turn for messages without a key, receivers or not', () => {
    const { queue, send } = aQueue(partitioned);
    queue.addConsumer(new TestConsumer());
    const used = Array.from({ length: 16 }, (_, index) => send(`${index}`)[0]).map((message) =>
      partitionOf(message?.sequenceNumber ?? 0),
    );
    expect(used.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('keeps messages of one key in one partition and in order', () => {
    const { queue } = aQueue(partitioned);
    const consumer = new TestConsumer();
    const ids = Array.from({ length: 50 }, (_, index) => `${index}`);
    const used = new Set(ids.map((id) => partitionOf(queue.send(withKey(id, 'customer-7')).sequenceNumber)));
    queue.addConsumer(consumer);
    queue.dispatch();
    expect(used.size).toBe(1);
    expect(consumer.ids).toEqual(ids);
  });

  it('spreads many keys over all partitions', () => {
    const { queue } = aQueue(partitioned);
    const used = new Set(
      Array.from({ length: 500 }, (_, index) => partitionOf(queue.send(withKey('a', `${index}`)).sequenceNumber)),
    );
    expect(used.size).toBe(16);
  });

  it('takes a session id for a key', () => {
    const { queue } = aQueue(partitioned);
    const bySession = queue.send(aMessage('a', { group_id: 'customer-7' }));
    const byKey = queue.send(withKey('b', 'customer-7'));
    expect(queue.partitionIdOf(bySession)).toBe(queue.partitionIdOf(byKey));
  });

  it('refuses a message whose session id and partition key differ, and takes nothing of it', () => {
    const { queue } = aQueue(partitioned);
    const content = aMessage('a', { group_id: 'x', message_annotations: { 'x-opt-partition-key': 'y' } });
    const refusal = expect.objectContaining({ condition: 'amqp:not-allowed', message: expect.stringContaining("'y'") });
    expect(() => queue.check(content)).toThrow(refusal);
    expect(() => queue.send(content)).toThrow(refusal);
    expect(queue.counts.active).toBe(0);
  });

  it('gives a message out by partition in turn, so that no key starves another', () => {
    const { queue } = aQueue(partitioned);
    const keys = ['customer-1', 'customer-2'];
    const homes = keys.map((key) => partitionOf(queue.send(withKey(`first of ${key}`, key)).sequenceNumber));
    expect(new Set(homes).size).toBe(2);
    for (let index = 0; index < 10; index += 1) queue.send(withKey(`more of ${keys[0]}`, keys[0] ?? ''));
    const consumer = new TestConsumer(2);
    queue.addConsumer(consumer);
    queue.dispatch();
    expect([...consumer.ids].sort()).toEqual(['first of customer-1', 'first of customer-2']);
  });

  it('peeks partition by partition', () => {
    const { queue, send } = aQueue(partitioned);
    send(...Array.from({ length: 40 }, (_, index) => `${index}`));
    const numbers = [...queue.peek(0)].map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers).toHaveLength(40);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it('keeps every message when it comes back with fewer partitions', () => {
    const before = aQueue(partitioned);
    before.send(...Array.from({ length: 40 }, (_, index) => `${index}`));
    const kept = [...before.queue.peek(0)];
    const { context } = anEngine();
    const after = new MessageQueue({ ...before.queue.settings, partitions: 1 }, context);
    for (const [partition, next] of [...before.journal.sequences.values()].entries())
      after.restoreSequence(partition, next);
    for (const message of kept) after.restore(message.copy());
    const consumer = new TestConsumer();
    after.addConsumer(consumer);
    after.dispatch();
    expect([...consumer.ids].map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, index) => index),
    );
    const numbers = consumer.deliveries.map(({ message }) => message.sequenceNumber);
    expect(new Set(numbers).size).toBe(40);
    expect(numbers.every((number) => partitionOf(number) === 0)).toBe(true);
  });
});

describe('a queue without partitions', () => {
  it('numbers its messages from one and shows no partition', () => {
    const { queue, send } = aQueue();
    const [first, second] = send('a', 'b');
    expect([first?.sequenceNumber, second?.sequenceNumber]).toEqual([1, 2]);
    expect(first && queue.partitionIdOf(first)).toBeUndefined();
  });

  it('takes messages whose session id and partition key differ', () => {
    const { queue, receive } = aQueue();
    queue.send(aMessage('a', { group_id: 'x', message_annotations: { 'x-opt-partition-key': 'y' } }));
    const message = receive()?.message;
    expect(message && idOf(message)).toBe('a');
  });
});
