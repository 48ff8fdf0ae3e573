import { aQueue, idOf, lockDuration, type QueueUnderTest } from '../../test/support/engine.js';

const notFound = expect.objectContaining({ condition: 'com.microsoft:message-not-found' });

/** A queue in which 'a' is deferred. @returns also its sequence number. */
function withDeferred(): QueueUnderTest & { readonly number: number } {
  const queue = aQueue();
  const [message] = queue.send('a');
  queue.queue.settle(queue.receive()?.token ?? '', { kind: 'defer' });
  return { ...queue, number: message?.sequenceNumber ?? 0 };
}

describe('a deferred message', () => {
  it('is not given out to those who do not ask for it', () => {
    const { queue, receive } = withDeferred();
    expect(receive()).toBeUndefined();
    expect(queue.counts).toEqual({ active: 0, scheduled: 0, deferred: 1 });
  });

  it('is received under a lock by its number', () => {
    const { queue, number } = withDeferred();
    const [delivery] = queue.receiveDeferred([number], 'peek-lock');
    expect(delivery && idOf(delivery.message)).toBe('a');
    queue.settle(delivery?.lock?.token ?? '', { kind: 'complete' });
    expect(queue.counts.deferred).toBe(0);
  });

  it('is gone when it is received and deleted by its number', () => {
    const { queue, number, journal } = withDeferred();
    const [delivery] = queue.receiveDeferred([number], 'receive-and-delete');
    expect(delivery?.lock).toBeUndefined();
    expect(queue.counts.deferred).toBe(0);
    expect(journal.rows.size).toBe(0);
  });

  it.each(['peek-lock', 'receive-and-delete'] as const)(
    'is received once by a request that names it twice: %s',
    (mode) => {
      const { queue, number } = withDeferred();
      expect(queue.receiveDeferred([number, number], mode)).toHaveLength(1);
      expect(queue.counts.deferred).toBe(mode === 'peek-lock' ? 1 : 0);
    },
  );

  it('cannot be received by a second one while it is locked', () => {
    const { queue, number } = withDeferred();
    queue.receiveDeferred([number], 'peek-lock');
    expect(() => queue.receiveDeferred([number], 'peek-lock')).toThrow(notFound);
  });

  it('stays deferred when it is abandoned', () => {
    const { queue, number, receive } = withDeferred();
    const [delivery] = queue.receiveDeferred([number], 'peek-lock');
    queue.settle(delivery?.lock?.token ?? '', { kind: 'abandon' });
    expect(receive()).toBeUndefined();
    expect(queue.receiveDeferred([number], 'peek-lock')[0]?.message.deliveryCount).toBe(2);
  });

  it('stays deferred when its lock expires', () => {
    const { queue, number, clock, receive } = withDeferred();
    queue.receiveDeferred([number], 'peek-lock');
    clock.advance(lockDuration);
    expect(receive()).toBeUndefined();
    expect(queue.counts.deferred).toBe(1);
  });

  it('can be dead-lettered, at the count it has', () => {
    const { queue, number, deadLetters, receive } = withDeferred();
    const [delivery] = queue.receiveDeferred([number], 'peek-lock');
    queue.settle(delivery?.lock?.token ?? '', { kind: 'dead-letter' });
    expect(queue.counts.deferred).toBe(0);
    expect(receive(deadLetters)?.message).toMatchObject({ deliveryCount: 1, state: 'active' });
  });

  it('is not received when another number of the request is unknown', () => {
    const { queue, number } = withDeferred();
    expect(() => queue.receiveDeferred([number, 99], 'receive-and-delete')).toThrow(notFound);
    expect(queue.counts.deferred).toBe(1);
  });

  it('is not to be confused with an active one', () => {
    const { queue, send } = aQueue();
    const [message] = send('a');
    expect(() => queue.receiveDeferred([message?.sequenceNumber ?? 0], 'peek-lock')).toThrow(notFound);
  });
});
