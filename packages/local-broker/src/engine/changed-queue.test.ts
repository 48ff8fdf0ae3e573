import { aMessage, aQueue, anEngine, idOf, TestConsumer } from '../../test/support/engine.js';
import { DuplicateHistory } from './duplicate-history.js';

const ids = (queue: { peek(from: number): Iterable<Parameters<typeof idOf>[0]> }) => [...queue.peek(0)].map(idOf);

describe('a message queue whose settings change', () => {
  it('locks for another duration from then on; locks that are held keep theirs', () => {
    const { queue, send, receive, clock } = aQueue();
    send('a', 'b');
    const before = receive();
    queue.reconfigure({ lockDuration: 5000 });
    const after = receive();
    clock.advance(5000);
    expect(queue.holds(after?.token ?? '')).toBe(false);
    expect(queue.holds(before?.token ?? '')).toBe(true);
  });

  it('limits the life of messages that come, and leaves it to those that are there', () => {
    const { queue, send, clock } = aQueue();
    send('a');
    queue.reconfigure({ timeToLive: 1000 });
    send('b');
    clock.advance(1000);
    expect(ids(queue)).toEqual(['a']);
  });

  it('remembers for another time which messages it had', () => {
    const { queue, send, clock } = aQueue({ duplicateWindow: 60_000 });
    send('a');
    queue.reconfigure({ duplicateWindow: 20_000 });
    clock.advance(20_000);
    send('a');
    expect(queue.counts.active).toBe(2);
  });
});

describe('a message queue that is cleared', () => {
  it('holds nothing in any state, and gives out what comes afterwards', () => {
    const { queue, send, receive, journal, clock } = aQueue({ duplicateWindow: 60_000 });
    send('active', 'locked', 'deferred');
    receive();
    const deferred = receive();
    if (deferred) queue.settle(deferred.token, { kind: 'defer', changes: undefined });
    const inAnHour = new Date(clock.now() + 3_600_000);
    queue.send(aMessage('scheduled', { message_annotations: { 'x-opt-scheduled-enqueue-time': inAnHour } }));
    queue.clear();
    clock.advance(7_200_000);
    expect(queue.counts).toEqual({ active: 0, scheduled: 0, deferred: 0 });
    expect([journal.rows.size, journal.accepted]).toEqual([0, []]);

    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    send('active');
    expect(consumer.ids).toEqual(['active']);
  });
});

describe('a message queue that is deleted', () => {
  it('takes nothing more, and knows no lock', () => {
    const { queue, send, receive } = aQueue();
    send('a');
    const received = receive();
    queue.delete();
    expect(() => send('b')).toThrow("The messaging entity 'orders' could not be found.");
    expect(() => queue.settle(received?.token ?? '', { kind: 'complete' })).toThrow('The lock supplied is invalid');
  });
});

describe('a history of duplicates', () => {
  it('goes on after it was cleared', () => {
    const { context, journal } = anEngine();
    const history = new DuplicateHistory({ queueId: 1, window: 60_000, byPartitionKey: false }, context);
    history.admits(aMessage('a'));
    history.clear();
    expect([history.admits(aMessage('a')), history.admits(aMessage('a')), history.size]).toEqual([true, false, 1]);
    expect(journal.accepted.map(({ number }) => number)).toEqual([2]);
  });
});
