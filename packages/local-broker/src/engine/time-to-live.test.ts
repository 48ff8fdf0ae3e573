import { aMessage, aQueue, lockDuration, type QueueUnderTest } from '../../test/support/engine.js';

const minute = 60_000;

function sendFor(queue: QueueUnderTest, timeToLive: number, id = 'a'): void {
  queue.queue.send(aMessage(id, { ttl: timeToLive }));
  queue.queue.dispatch();
}

describe('time to live', () => {
  it("drops a message when the sender's is over", () => {
    const orders = aQueue();
    sendFor(orders, minute);
    orders.clock.advance(minute - 1);
    expect(orders.queue.counts.active).toBe(1);
    orders.clock.advance(1);
    expect(orders.queue.counts.active).toBe(0);
    expect(orders.deadLetters.counts.active).toBe(0);
    expect(orders.journal.rows.size).toBe(0);
  });

  it('goes by the absolute expiry time where there is one', () => {
    const orders = aQueue();
    const created = orders.clock.now();
    const times = { creation_time: new Date(created), absolute_expiry_time: new Date(created + 2 * minute) };
    orders.queue.send(aMessage('a', { ttl: minute, ...times }));
    orders.clock.advance(minute);
    expect(orders.queue.counts.active).toBe(1);
    orders.clock.advance(minute);
    expect(orders.queue.counts.active).toBe(0);
  });

  it.each<[string, (now: number) => Parameters<typeof aMessage>[1]]>([
    ['is nothing', () => ({ ttl: 0 })],
    [
      'was over before it began',
      (now) => ({ creation_time: new Date(now), absolute_expiry_time: new Date(now - minute) }),
    ],
  ])('ends a message at once when it %s', (_, draftAt) => {
    const orders = aQueue({ deadLettersExpired: true });
    orders.queue.send(aMessage('a', draftAt(orders.clock.now())));

    expect([...orders.queue.peek(0)]).toEqual([]);
    expect(orders.receive()).toBeUndefined();
    expect(orders.deadLetters.counts.active).toBe(1);
  });

  it('of a scheduled message begins when it becomes active', () => {
    const orders = aQueue();
    const later = new Date(orders.clock.now() + 10 * minute);
    orders.queue.send(aMessage('a', { ttl: minute, message_annotations: { 'x-opt-scheduled-enqueue-time': later } }));
    orders.clock.advance(10 * minute + minute - 1);
    expect(orders.queue.counts.active).toBe(1);
    orders.clock.advance(1);
    expect(orders.queue.counts.active).toBe(0);
  });

  it("has the entity's as its ceiling", () => {
    const orders = aQueue({ timeToLive: minute });
    sendFor(orders, 5 * minute);
    orders.clock.advance(minute);
    expect(orders.queue.counts.active).toBe(0);
  });

  it("is the entity's for a message without one", () => {
    const orders = aQueue({ timeToLive: minute });
    orders.send('a');
    orders.clock.advance(minute);
    expect(orders.queue.counts.active).toBe(0);
  });

  it('makes a dead letter with the reason of it where the entity says so', () => {
    const orders = aQueue({ deadLettersExpired: true });
    sendFor(orders, minute);
    orders.clock.advance(minute);
    const letter = orders.receive(orders.deadLetters)?.message;
    expect(letter?.content.applicationProperties().get('DeadLetterReason')?.value).toBe('TTLExpiredException');
  });

  it('does not run out on a locked message', () => {
    const orders = aQueue({ lockDuration: 5 * minute });
    sendFor(orders, minute);
    const token = orders.receive()?.token ?? '';
    orders.clock.advance(minute);
    orders.queue.settle(token, { kind: 'complete' });
    expect(orders.deadLetters.counts.active).toBe(0);
  });

  it.each(['abandon', 'release'] as const)('that ran out under a lock takes effect on %s', (kind) => {
    const orders = aQueue({ lockDuration: 5 * minute, deadLettersExpired: true });
    sendFor(orders, minute);
    const token = orders.receive()?.token ?? '';
    orders.clock.advance(minute);
    orders.queue.settle(token, { kind });
    expect(orders.queue.counts.active).toBe(0);
    expect(orders.deadLetters.counts.active).toBe(1);
  });

  it('that ran out under a lock takes effect when the lock expires', () => {
    const orders = aQueue({ deadLettersExpired: true });
    sendFor(orders, lockDuration - 1);
    orders.receive();
    orders.clock.advance(lockDuration);
    expect(orders.deadLetters.counts.active).toBe(1);
  });

  it('does not run out on a deferred message', () => {
    const orders = aQueue();
    sendFor(orders, minute);
    orders.queue.settle(orders.receive()?.token ?? '', { kind: 'defer' });
    orders.clock.advance(minute);
    expect(orders.queue.counts.deferred).toBe(1);
  });

  it('does not run out in the dead-letter queue', () => {
    const orders = aQueue();
    sendFor(orders, minute);
    orders.queue.settle(orders.receive()?.token ?? '', { kind: 'dead-letter' });
    orders.clock.advance(10 * minute);
    expect(orders.deadLetters.counts.active).toBe(1);
  });

  it('keeps an expired message from receivers even when its timer is late', () => {
    const orders = aQueue();
    sendFor(orders, minute);
    jest.spyOn(orders.context.clock, 'now').mockReturnValue(orders.clock.now() + minute);
    expect(orders.receive()).toBeUndefined();
    expect([...orders.queue.peek(0)]).toEqual([]);
  });

  it('gives out the message behind one whose timer is late', () => {
    const orders = aQueue();
    sendFor(orders, minute, 'expired');
    orders.send('fresh');
    jest.spyOn(orders.context.clock, 'now').mockReturnValue(orders.clock.now() + minute);
    expect(orders.receive()?.message.content.property('messageId')).toBe('fresh');
  });

  it('is none where the expiry is beyond all dates', () => {
    const orders = aQueue();
    orders.queue.send(aMessage('a', { creation_time: 0, absolute_expiry_time: 9e15 }));
    orders.clock.advance(365 * 24 * 60 * minute);
    expect([...orders.queue.peek(0)]).toHaveLength(1);
  });
});
