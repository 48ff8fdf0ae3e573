import { aQueue, lockDuration, TestConsumer } from '../../test/support/engine.js';
import { aSessionQueue, type Holder } from '../../test/support/sessions.js';

const lost = expect.objectContaining({ condition: 'com.microsoft:session-lock-lost' });

describe('a queue that requires sessions', () => {
  it('refuses a message without a session id', () => {
    const { send } = aSessionQueue();
    expect(() => send('a')).toThrow(expect.objectContaining({ condition: 'amqp:not-allowed' }));
  });

  it('gives each holder the messages of its session alone, in order', () => {
    const { accept, sendTo } = aSessionQueue();
    sendTo('x', 'x1');
    sendTo('y', 'y1', 'y2');
    sendTo('x', 'x2');
    const [x, y] = [accept('x'), accept('y')];
    sendTo('y', 'y3');
    expect(x.consumer.ids).toEqual(['x1', 'x2']);
    expect(y.consumer.ids).toEqual(['y1', 'y2', 'y3']);
  });

  it('gives out no more than the holder wants', () => {
    const { accept, sendTo } = aSessionQueue();
    sendTo('x', 'x1', 'x2', 'x3');
    const { consumer, session } = accept('x', 2);
    expect(consumer.ids).toEqual(['x1', 'x2']);
    consumer.credit = 1;
    session.dispatch();
    expect(consumer.ids).toEqual(['x1', 'x2', 'x3']);
  });

  it('keeps a session to its holder until that one leaves', () => {
    const { accept } = aSessionQueue();
    const { session, consumer } = accept('x');
    expect(() => accept('x')).toThrow(expect.objectContaining({ condition: 'com.microsoft:session-cannot-be-locked' }));
    session.removeConsumer(consumer, 'closed');
    expect(accept('x').session.sessionId).toBe('x');
  });

  it('deletes what is received with receive-and-delete', () => {
    const { accept, sendTo, queue } = aSessionQueue();
    sendTo('x', 'x1', 'x2');
    expect(accept('x', 1, 'receive-and-delete').consumer.ids).toEqual(['x1']);
    expect(queue.counts.active).toBe(1);
  });

  it('gives a message that is scheduled to its session when its time comes, behind those that are there', () => {
    const { accept, sendTo, sendDraft, clock } = aSessionQueue();
    const annotations = { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + 10_000) };
    sendDraft('x', 'later', { message_annotations: annotations });
    sendTo('x', 'now');
    const { consumer } = accept('x');
    expect(consumer.ids).toEqual(['now']);
    clock.advance(10_000);
    expect(consumer.ids).toEqual(['now', 'later']);
  });

  it('does not give out what expired, though its timer is late', () => {
    const { accept, sendDraft, clock, queue } = aSessionQueue();
    sendDraft('x', 'short', { ttl: 1000 });
    sendDraft('x', 'long', { ttl: 10_000 });
    jest.spyOn(clock, 'now').mockReturnValue(clock.now() + 2000);
    expect(accept('x').consumer.ids).toEqual(['long']);
    expect(queue.counts.active).toBe(1);
  });
});

describe('an abandoned message of a session', () => {
  it('comes again before those behind it', () => {
    const { accept, sendTo } = aSessionQueue();
    sendTo('x', 'x1', 'x2', 'x3');
    const { consumer, session } = accept('x', 2);
    const [first, second] = consumer.deliveries.map(({ lock }) => lock?.token ?? '');
    // The later one first: the order is the messages' own.
    session.settle(second ?? '', { kind: 'abandon' });
    session.settle(first ?? '', { kind: 'abandon' });
    consumer.credit = 3;
    session.dispatch();
    expect(consumer.ids).toEqual(['x1', 'x2', 'x1', 'x2', 'x3']);
    expect(consumer.deliveries.map(({ message }) => message.deliveryCount)).toEqual([1, 1, 1, 1, 0]);
  });

  it('is dead-lettered after as many deliveries as the queue allows', () => {
    const { accept, sendTo, deadLetters } = aSessionQueue({ maxDeliveryCount: 2 });
    sendTo('x', 'x1', 'x2');
    const { consumer, session } = accept('x', 1);
    session.settle(consumer.token, { kind: 'abandon' });
    consumer.credit = 1;
    session.dispatch();
    consumer.credit = 1;
    session.settle(consumer.token, { kind: 'abandon' });
    expect(consumer.ids).toEqual(['x1', 'x1', 'x2']);
    expect(deadLetters.counts.active).toBe(1);
  });
});

describe("a session's lock", () => {
  it('lasts as long as the queue says, for the session and for each of its messages', () => {
    const { accept, sendTo, clock } = aSessionQueue();
    sendTo('x', 'x1');
    const { session, consumer } = accept('x', 1);
    clock.advance(10_000);
    sendTo('x', 'x2');
    consumer.credit = 1;
    session.dispatch();
    const locks = consumer.deliveries.map(({ lock }) => lock?.lockedUntil);
    expect(session.lockedUntil).toBe(clock.now() + lockDuration - 10_000);
    expect(locks).toEqual([session.lockedUntil, session.lockedUntil]);
  });

  it('is renewed with the locks of its messages', () => {
    const { accept, sendTo, clock } = aSessionQueue();
    sendTo('x', 'x1');
    const holder = accept('x');
    clock.advance(lockDuration - 1);
    expect(holder.session.renew()).toBe(clock.now() + lockDuration);
    expect(holder.consumer.deliveries[0]?.lock?.lockedUntil).toBe(clock.now() + lockDuration);
    clock.advance(lockDuration - 1);
    expect(holder.lost).toBe(false);
    holder.session.settle(holder.consumer.token, { kind: 'complete' });
  });

  it('is renewed for as long as the queue says by then', () => {
    const { accept, queue, clock } = aSessionQueue();
    const { session } = accept('x');
    queue.reconfigure({ lockDuration: 5000 });
    expect(session.renew()).toBe(clock.now() + 5000);
  });

  it('cannot be renewed by a message', () => {
    const { accept, sendTo, queue } = aSessionQueue();
    sendTo('x', 'x1');
    const { consumer } = accept('x');
    expect(() => queue.renewLock(consumer.token)).toThrow(expect.objectContaining({ condition: 'amqp:not-allowed' }));
  });

  it('expires with the locks of its messages, whose deliveries count', () => {
    const { accept, sendTo, clock } = aSessionQueue();
    sendTo('x', 'x1', 'x2');
    const holder = accept('x', 1);
    clock.advance(lockDuration);
    expect(holder.lost).toBe(true);
    const again = accept('x');
    expect(again.consumer.deliveries.map(({ message }) => message.deliveryCount)).toEqual([1, 0]);
    expect(again.consumer.ids).toEqual(['x1', 'x2']);
  });

  it.each([
    ['settling', (holder: Holder) => holder.session.settle(holder.consumer.token, { kind: 'complete' })],
    ['renewing', (holder: Holder) => holder.session.renew()],
    ['setting a state', (holder: Holder) => holder.session.setState(Buffer.from('s'))],
    ['reading the state', (holder: Holder) => holder.session.state],
    ['asking for deferred messages', (holder: Holder) => holder.session.receiveDeferred([1], 'peek-lock')],
  ])('is needed for %s', (_, attempt) => {
    const { accept, sendTo, clock } = aSessionQueue();
    sendTo('x', 'x1');
    const holder = accept('x');
    clock.advance(lockDuration);
    expect(() => attempt(holder)).toThrow(lost);
  });

  it('is over when its time is, though its timer is late', () => {
    const { accept, sendTo, clock } = aSessionQueue();
    sendTo('x', 'x1');
    const late = accept('x');
    jest.spyOn(clock, 'now').mockReturnValue(clock.now() + lockDuration);
    expect(accept('x').consumer.ids).toEqual(['x1']);
    expect(late.lost).toBe(true);
    expect(() => late.session.settle(late.consumer.token, { kind: 'complete' })).toThrow(lost);
  });

  it('does not end twice: who lost it does not end that of the next holder', () => {
    const { accept, clock } = aSessionQueue();
    const first = accept('x');
    clock.advance(lockDuration);
    const second = accept('x');
    first.session.removeConsumer(first.consumer, 'closed');
    expect(second.session.isHeld()).toBe(true);
  });
});

describe('a holder that leaves', () => {
  it('by closing hands back what it holds, uncounted', () => {
    const { accept, sendTo } = aSessionQueue();
    sendTo('x', 'x1', 'x2');
    const { session, consumer } = accept('x');
    session.removeConsumer(consumer, 'closed');
    const again = accept('x').consumer.deliveries;
    expect(again.map(({ message }) => message.deliveryCount)).toEqual([0, 0]);
  });

  it('by a lost connection hands back what it holds, counted', () => {
    const { accept, sendTo } = aSessionQueue();
    sendTo('x', 'x1', 'x2', 'x3');
    const { session, consumer } = accept('x', 2);
    session.takeBack(consumer.token);
    session.removeConsumer(consumer, 'lost');
    const again = accept('x').consumer;
    expect(again.ids).toEqual(['x1', 'x2', 'x3']);
    // The second one never left, the third was never given out.
    expect(again.deliveries.map(({ message }) => message.deliveryCount)).toEqual([1, 0, 0]);
  });

  it('takes its locks with it', () => {
    const { accept, sendTo, queue } = aSessionQueue();
    sendTo('x', 'x1');
    const { session, consumer } = accept('x');
    session.removeConsumer(consumer, 'closed');
    expect(queue.holds(consumer.token)).toBe(false);
    expect(() => session.settle(consumer.token, { kind: 'complete' })).toThrow(lost);
  });
});

describe('a deferred message of a session', () => {
  const withDeferred = () => {
    const orders = aSessionQueue();
    orders.sendTo('x', 'x1', 'x2');
    const holder = orders.accept('x', 1);
    holder.session.settle(holder.consumer.token, { kind: 'defer' });
    const number = holder.consumer.deliveries[0]?.message.sequenceNumber ?? 0;
    return { ...orders, holder, number };
  };

  it('is received by its number, under the lock of the session', () => {
    const { holder, number, clock, queue } = withDeferred();
    const [delivery] = holder.session.receiveDeferred([number], 'peek-lock');
    expect(delivery?.lock?.lockedUntil).toBe(holder.session.lockedUntil);
    clock.advance(lockDuration);
    expect(queue.counts).toEqual({ active: 1, scheduled: 0, deferred: 1 });
  });

  it('is not there for the holder of another session', () => {
    const { accept, number } = withDeferred();
    expect(() => accept('y').session.receiveDeferred([number], 'peek-lock')).toThrow(
      expect.objectContaining({ condition: 'com.microsoft:message-not-found' }),
    );
  });

  it('does not make its session available', () => {
    const { holder, seek } = withDeferred();
    holder.consumer.credit = 1;
    holder.session.dispatch();
    holder.session.settle(holder.consumer.token, { kind: 'complete' });
    holder.session.removeConsumer(holder.consumer, 'closed');
    expect(seek().holder).toBeUndefined();
  });
});

describe('a queue that requires sessions', () => {
  it('makes a copy without a session id, which no sender can be told about, a dead letter', () => {
    const { queue, deadLetters } = aSessionQueue();
    for (const message of aQueue().send('a')) queue.sendCopy(message.content, message);
    expect(queue.counts.active).toBe(0);
    expect([...deadLetters.peek(0)].map(({ content }) => content.bytes.includes('Session ID is null'))).toEqual([true]);
  });

  it('gives nothing to a receiver without a session', () => {
    const { queue, sendTo } = aSessionQueue();
    sendTo('x', 'x1');
    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    queue.dispatch();
    expect(consumer.ids).toEqual([]);
  });
});
