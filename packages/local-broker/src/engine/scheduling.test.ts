import { aMessage, aQueue, idOf, type QueueUnderTest, TestConsumer } from '../../test/support/engine.js';
import type { BrokerMessage } from './message.js';

const minute = 60_000;

const notFound = expect.objectContaining({ condition: 'com.microsoft:message-not-found' });

function schedule({ queue, clock }: QueueUnderTest, delay: number, id = 'a', more = {}): BrokerMessage {
  const time = new Date(clock.now() + delay);
  return queue.send(aMessage(id, { message_annotations: { 'x-opt-scheduled-enqueue-time': time }, ...more }));
}

describe('a scheduled message', () => {
  it('is not given out before its time', () => {
    const orders = aQueue();
    schedule(orders, minute);
    orders.clock.advance(minute - 1);
    expect(orders.receive()).toBeUndefined();
    expect(orders.queue.counts).toEqual({ active: 0, scheduled: 1, deferred: 0 });
  });

  it('reaches a waiting consumer at its time', () => {
    const orders = aQueue();
    const consumer = new TestConsumer();
    orders.queue.addConsumer(consumer);
    schedule(orders, minute);
    orders.clock.advance(minute);
    expect(consumer.ids).toEqual(['a']);
    expect(orders.queue.counts).toEqual({ active: 1, scheduled: 0, deferred: 0 });
  });

  it('gets a new number then, behind those that came meanwhile, and keeps the first as its enqueued number', () => {
    const orders = aQueue();
    const { sequenceNumber } = schedule(orders, minute);
    const [meanwhile] = orders.send('b');
    orders.clock.advance(minute);
    const [, due] = [...orders.queue.peek(0)];
    expect(due && idOf(due)).toBe('a');
    expect(due?.sequenceNumber).toBeGreaterThan(meanwhile?.sequenceNumber ?? Infinity);
    expect(due?.enqueuedSequenceNumber).toBe(sequenceNumber);
    expect(due?.enqueuedTime).toBe(orders.clock.now());
  });

  it('is one row in the journal before and after', () => {
    const orders = aQueue();
    const { id } = schedule(orders, minute);
    expect([...orders.journal.rows]).toEqual([[id, expect.objectContaining({ state: 'scheduled' })]]);
    orders.clock.advance(minute);
    expect([...orders.journal.rows]).toEqual([[id, expect.objectContaining({ state: 'active' })]]);
  });

  it('starts its time to live when it becomes active', () => {
    const orders = aQueue();
    schedule(orders, 5 * minute, 'a', { ttl: minute });
    orders.clock.advance(5 * minute);
    expect(orders.queue.counts.active).toBe(1);
    orders.clock.advance(minute);
    expect(orders.queue.counts.active).toBe(0);
  });

  it('is delivered at once when its time has passed', () => {
    const orders = aQueue();
    schedule(orders, -minute);
    expect(orders.receive()?.message.wasScheduled).toBe(false);
  });

  it('never comes once it is cancelled', () => {
    const orders = aQueue();
    const { sequenceNumber } = schedule(orders, minute);
    orders.queue.cancelScheduled([sequenceNumber]);
    orders.clock.advance(minute);
    expect(orders.queue.counts).toEqual({ active: 0, scheduled: 0, deferred: 0 });
    expect(orders.journal.rows.size).toBe(0);
  });

  it('is cancelled once by a request that names it twice', () => {
    const orders = aQueue();
    const { sequenceNumber } = schedule(orders, minute);
    orders.queue.cancelScheduled([sequenceNumber, sequenceNumber]);
    expect(orders.queue.counts.scheduled).toBe(0);
  });

  it('is not cancelled when another number of the request is unknown', () => {
    const orders = aQueue();
    const { sequenceNumber } = schedule(orders, minute);
    expect(() => orders.queue.cancelScheduled([sequenceNumber, 99])).toThrow(notFound);
    expect(orders.queue.counts.scheduled).toBe(1);
  });

  it('cannot be cancelled once it became active', () => {
    const orders = aQueue();
    const { sequenceNumber } = schedule(orders, minute);
    orders.clock.advance(minute);
    expect(() => orders.queue.cancelScheduled([sequenceNumber])).toThrow(notFound);
  });
});

describe('peek', () => {
  it('shows active, locked, deferred and scheduled messages by number, and takes none', () => {
    const orders = aQueue();
    orders.send('deferred', 'locked', 'active');
    orders.queue.settle(orders.receive()?.token ?? '', { kind: 'defer' });
    orders.receive();
    schedule(orders, minute, 'scheduled');
    expect([...orders.queue.peek(0)].map(idOf)).toEqual(['deferred', 'locked', 'active', 'scheduled']);
    expect(orders.queue.counts).toEqual({ active: 2, scheduled: 1, deferred: 1 });
  });

  it('begins at the number asked for', () => {
    const orders = aQueue();
    const [, second] = orders.send('a', 'b', 'c');
    expect([...orders.queue.peek(second?.sequenceNumber ?? 0)].map(idOf)).toEqual(['b', 'c']);
  });

  it('shows a locked message whose time to live is over: its receiver may still complete it', () => {
    const orders = aQueue();
    orders.queue.send(aMessage('a', { ttl: 1000 }));
    orders.receive();
    orders.clock.advance(1000);
    expect([...orders.queue.peek(0)].map(idOf)).toEqual(['a']);
  });

  it('shows nothing of a completed message', () => {
    const orders = aQueue();
    orders.send('a');
    orders.queue.settle(orders.receive()?.token ?? '', { kind: 'complete' });
    expect([...orders.queue.peek(0)]).toEqual([]);
  });
});
