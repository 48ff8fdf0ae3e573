import { aMessage, aQueue, idOf, lockDuration, TestConsumer } from '../../test/support/engine.js';
import { BrokerError } from './errors.js';

const lockLost = expect.objectContaining({ condition: 'com.microsoft:message-lock-lost' });

describe('a queue that delivers', () => {
  it('gives messages out in the order they were sent', () => {
    const { queue, send } = aQueue();
    send('a', 'b', 'c');
    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    queue.dispatch();
    expect(consumer.ids).toEqual(['a', 'b', 'c']);
  });

  it('gives a waiting consumer what is sent later', () => {
    const { queue, send } = aQueue();
    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    queue.dispatch();
    send('a');
    expect(consumer.ids).toEqual(['a']);
  });

  it('gives a consumer no more than it wants', () => {
    const { queue, send } = aQueue();
    const consumer = new TestConsumer(2);
    queue.addConsumer(consumer);
    send('a', 'b', 'c');
    expect(consumer.ids).toEqual(['a', 'b']);
  });

  it('shares a backlog evenly between consumers', () => {
    const { queue, send } = aQueue();
    const consumers = [new TestConsumer(), new TestConsumer(), new TestConsumer()];
    for (const consumer of consumers) queue.addConsumer(consumer);
    send('a', 'b', 'c', 'd', 'e', 'f');
    expect(consumers.map(({ ids }) => ids)).toEqual([
      ['a', 'd'],
      ['b', 'e'],
      ['c', 'f'],
    ]);
  });

  it('shares evenly between consumers what is sent one at a time', () => {
    const { queue, send } = aQueue();
    const consumers = [new TestConsumer(), new TestConsumer()];
    for (const consumer of consumers) queue.addConsumer(consumer);
    for (const id of ['a', 'b', 'c', 'd']) send(id);
    expect(consumers.map(({ ids }) => ids)).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('leaves out a consumer that wants nothing', () => {
    const { queue, send } = aQueue();
    const [full, hungry] = [new TestConsumer(0), new TestConsumer()];
    queue.addConsumer(full);
    queue.addConsumer(hungry);
    send('a', 'b');
    expect([full.ids, hungry.ids]).toEqual([[], ['a', 'b']]);
  });

  it('goes on with the others when a consumer leaves', () => {
    const { queue, send } = aQueue();
    const [leaving, staying] = [new TestConsumer(), new TestConsumer()];
    queue.addConsumer(leaving);
    queue.addConsumer(staying);
    send('a');
    queue.removeConsumer(leaving);
    send('b', 'c');
    expect([leaving.ids, staying.ids]).toEqual([['a'], ['b', 'c']]);
  });

  it('serves a consumer that settles while it is being given a message', () => {
    const { queue, send } = aQueue();
    const consumer = new TestConsumer();
    const deliver = consumer.deliver.bind(consumer);
    consumer.deliver = (message, lock) => {
      deliver(message, lock);
      queue.settle(consumer.token, { kind: 'complete' });
    };
    queue.addConsumer(consumer);
    send('a', 'b', 'c');
    expect(consumer.ids).toEqual(['a', 'b', 'c']);
    expect(queue.counts.active).toBe(0);
  });

  it('forgets a message at once that is received and deleted', () => {
    const { queue, send, journal } = aQueue();
    const consumer = new TestConsumer(1, 'receive-and-delete');
    queue.addConsumer(consumer);
    send('a');
    expect(consumer.deliveries[0]?.lock).toBeUndefined();
    expect(queue.counts.active).toBe(0);
    expect(journal.rows.size).toBe(0);
  });
});

describe('a peek-lock', () => {
  it('keeps the message from other consumers', () => {
    const { send, receive } = aQueue();
    send('a');
    receive();
    expect(receive()).toBeUndefined();
  });

  it('counts its message as active', () => {
    const { queue, send, receive } = aQueue();
    send('a');
    receive();
    expect(queue.counts).toEqual({ active: 1, scheduled: 0, deferred: 0 });
  });

  it('lasts for the lock duration', () => {
    const { send, receive, clock } = aQueue();
    send('a');
    expect(receive()?.message.lock?.lockedUntil).toBe(clock.now() + lockDuration);
  });

  it('gives the message to a waiting consumer when it expires', () => {
    const { queue, send, receive, clock } = aQueue();
    send('a');
    receive();
    const waiting = new TestConsumer();
    queue.addConsumer(waiting);
    clock.advance(lockDuration);
    expect(waiting.ids).toEqual(['a']);
    expect(waiting.deliveries[0]?.message.deliveryCount).toBe(1);
  });

  it('lasts anew from its renewal on', () => {
    const { queue, send, receive, clock } = aQueue();
    send('a');
    const token = receive()?.token ?? '';
    clock.advance(lockDuration - 1);
    expect(queue.renewLock(token)).toBe(clock.now() + lockDuration);
    clock.advance(lockDuration - 1);
    expect(() => queue.settle(token, { kind: 'complete' })).not.toThrow();
  });

  it('cannot be renewed once it expired', () => {
    const { queue, send, receive, clock } = aQueue();
    send('a');
    const token = receive()?.token ?? '';
    clock.advance(lockDuration);
    expect(() => queue.renewLock(token)).toThrow(lockLost);
  });

  it('is lost once it expired', () => {
    const { queue, send, receive, clock } = aQueue();
    send('a');
    const token = receive()?.token ?? '';
    clock.advance(lockDuration);
    expect(() => queue.settle(token, { kind: 'complete' })).toThrow(lockLost);
    expect(queue.counts.active).toBe(1);
  });

  it('is lost once it expired, be its timer late or not', () => {
    const { queue, send, receive, clock, context } = aQueue();
    send('a');
    const token = receive()?.token ?? '';
    const late = jest.spyOn(context.clock, 'now').mockReturnValue(clock.now() + lockDuration);
    expect(() => queue.settle(token, { kind: 'complete' })).toThrow(lockLost);
    late.mockRestore();
    expect(receive()?.message.deliveryCount).toBe(1);
  });

  it.each(['complete', 'abandon', 'release', 'defer', 'dead-letter'] as const)(
    'settles its message once: a second time, %s finds it lost',
    (kind) => {
      const { queue, send, receive } = aQueue();
      send('a');
      const token = receive()?.token ?? '';
      queue.settle(token, { kind: 'complete' });
      expect(() => queue.settle(token, { kind })).toThrow(lockLost);
    },
  );

  it('outlives the consumer that took it', () => {
    const { queue, send, receive } = aQueue();
    send('a');
    const token = receive()?.token ?? '';
    queue.settle(token, { kind: 'complete' });
    expect(queue.counts.active).toBe(0);
  });

  it('has a token of its own for each delivery', () => {
    const { queue, send, receive } = aQueue();
    send('a');
    const first = receive()?.token ?? '';
    queue.settle(first, { kind: 'abandon' });
    const second = receive()?.token;
    expect(second).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(second).not.toBe(first);
  });
});

describe('the delivery count', () => {
  it('is 0 at the first delivery', () => {
    const { send, receive } = aQueue();
    send('a');
    expect(receive()?.message.deliveryCount).toBe(0);
  });

  it.each([
    ['abandon', 1],
    ['release', 0],
    ['defer', 1],
  ] as const)('is, after %s, %i', (kind, count) => {
    const { queue, send, receive } = aQueue();
    send('a');
    const { message, token } = receive() ?? { token: '' };
    queue.settle(token, { kind });
    expect(message?.deliveryCount).toBe(count);
  });

  it('rises when a lock expires', () => {
    const { send, receive, clock } = aQueue();
    const [message] = send('a');
    receive();
    clock.advance(lockDuration);
    expect(message?.deliveryCount).toBe(1);
  });

  it('is in the journal once it has risen', () => {
    const { queue, send, receive, journal } = aQueue();
    const [message] = send('a');
    queue.settle(receive()?.token ?? '', { kind: 'abandon' });
    expect(journal.rows.get(message?.id ?? 0)?.deliveryCount).toBe(1);
  });

  it('stays as it is in a dead-letter queue', () => {
    const { queue, send, receive, deadLetters, clock } = aQueue();
    send('a');
    queue.settle(receive()?.token ?? '', { kind: 'dead-letter' });
    for (let delivery = 0; delivery < 12; delivery += 1) {
      deadLetters.settle(receive(deadLetters)?.token ?? '', { kind: 'abandon' });
    }
    receive(deadLetters);
    clock.advance(lockDuration);
    expect(receive(deadLetters)?.message.deliveryCount).toBe(0);
  });

  it('makes a dead letter of a message at its tenth delivery, not before', () => {
    const { queue, send, receive, deadLetters } = aQueue({ maxDeliveryCount: 10 });
    send('a');
    for (let delivery = 1; delivery <= 9; delivery += 1) {
      queue.settle(receive()?.token ?? '', { kind: 'abandon' });
    }
    expect(deadLetters.counts.active).toBe(0);
    queue.settle(receive()?.token ?? '', { kind: 'abandon' });
    const { content } = receive(deadLetters)?.message ?? {};
    const properties = content?.applicationProperties();
    expect(properties?.get('DeadLetterReason')?.value).toBe('MaxDeliveryCountExceeded');
    expect(properties?.get('DeadLetterErrorDescription')?.value).toBe(
      'Message could not be consumed after 10 delivery attempts.',
    );
    expect(queue.counts.active).toBe(0);
  });

  it('makes a dead letter of a message whose locks expired ten times', () => {
    const { queue, send, deadLetters, clock } = aQueue({ maxDeliveryCount: 10 });
    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    send('a');
    clock.advance(10 * lockDuration);
    expect(consumer.ids).toHaveLength(10);
    expect(deadLetters.counts.active).toBe(1);
  });
});

describe('an abandoned message', () => {
  it('comes back before those that were never delivered', () => {
    const { queue, send, receive } = aQueue();
    send('a', 'b');
    queue.settle(receive()?.token ?? '', { kind: 'abandon' });
    const next = receive()?.message;
    expect(next && idOf(next)).toBe('a');
  });

  it('comes back with the properties that its receiver changed', () => {
    const { queue, send, receive } = aQueue();
    send('a');
    const applicationProperties = aMessage('x', { application_properties: { attempt: 'one' } }).applicationProperties();
    queue.settle(receive()?.token ?? '', { kind: 'abandon', changes: { applicationProperties } });
    expect(receive()?.message.content.applicationProperties().get('attempt')?.value).toBe('one');
  });
});

describe('a dead letter', () => {
  it('carries reason, description and changed properties, and where it comes from', () => {
    const { queue, send, receive, deadLetters } = aQueue();
    const [sent] = send('a');
    const applicationProperties = aMessage('x', { application_properties: { checked: true } }).applicationProperties();
    queue.settle(receive()?.token ?? '', {
      kind: 'dead-letter',
      reason: 'Invalid',
      description: 'No amount.',
      changes: { applicationProperties },
    });
    const letter = receive(deadLetters)?.message;
    expect(
      Object.fromEntries([...(letter?.content.applicationProperties() ?? [])].map(([k, v]) => [k, v.value])),
    ).toEqual({
      checked: true,
      DeadLetterReason: 'Invalid',
      DeadLetterErrorDescription: 'No amount.',
    });
    expect(letter).toMatchObject({
      deadLetterSource: 'orders',
      enqueuedSequenceNumber: sent?.sequenceNumber,
      deliveryCount: 0,
    });
  });

  it('needs no reason', () => {
    const { queue, send, receive, deadLetters } = aQueue();
    send('a');
    queue.settle(receive()?.token ?? '', { kind: 'dead-letter' });
    expect(receive(deadLetters)?.message.content.applicationProperties().size).toBe(0);
  });

  it('moves to the dead-letter queue in the journal, in one row', () => {
    const { queue, send, receive, journal } = aQueue();
    send('a');
    queue.settle(receive()?.token ?? '', { kind: 'dead-letter' });
    expect([...journal.rows.values()]).toEqual([expect.objectContaining({ queueId: 2, state: 'active' })]);
  });

  it('reaches a consumer that waits for dead letters', () => {
    const { queue, send, receive, deadLetters } = aQueue();
    const waiting = new TestConsumer();
    deadLetters.addConsumer(waiting);
    send('a');
    queue.settle(receive()?.token ?? '', { kind: 'dead-letter' });
    expect(waiting.ids).toEqual(['a']);
  });

  it('cannot be dead-lettered again, and stays locked', () => {
    const { queue, send, receive, deadLetters } = aQueue();
    send('a');
    queue.settle(receive()?.token ?? '', { kind: 'dead-letter' });
    const token = receive(deadLetters)?.token ?? '';
    expect(() => deadLetters.settle(token, { kind: 'dead-letter' })).toThrow(BrokerError);
    expect(deadLetters.holds(token)).toBe(true);
    deadLetters.settle(token, { kind: 'complete' });
    expect(deadLetters.counts.active).toBe(0);
  });
});
