import { newMessage } from './message.js';
import { aMessage } from '../../test/support/engine.js';
import { aSessionQueue } from '../../test/support/sessions.js';

describe("a session's state", () => {
  it('is not there until it is set, and stays without messages and without a holder', () => {
    const { accept } = aSessionQueue();
    const { session, consumer } = accept('x');
    expect(session.state).toBeUndefined();
    session.setState(Buffer.from('halfway'));
    session.removeConsumer(consumer, 'closed');
    expect(accept('x').session.state).toEqual(Buffer.from('halfway'));
    expect(accept('y').session.state).toBeUndefined();
  });

  it('may be empty, which is not the same as none', () => {
    const { accept } = aSessionQueue();
    const { session } = accept('x');
    session.setState(Buffer.alloc(0));
    expect(session.state).toEqual(Buffer.alloc(0));
    session.setState(undefined);
    expect(session.state).toBeUndefined();
  });

  it('is in the journal, with the time when it was set', () => {
    const { accept, journal, clock, queue } = aSessionQueue();
    accept('x').session.setState(Buffer.from('s'));
    expect(journal.sessionStates.get('x')).toEqual({
      queueId: queue.settings.id,
      sessionId: 'x',
      state: Buffer.from('s'),
      time: clock.now(),
    });
  });

  it('comes back from the journal', () => {
    const { accept, sessions } = aSessionQueue();
    sessions.restoreState({ queueId: 1, sessionId: 'x', state: Buffer.from('s'), time: 1 });
    expect(accept('x').session.state).toEqual(Buffer.from('s'));
  });
});

describe('the sessions of a queue', () => {
  it('that have messages are named in order, be the messages locked, deferred or scheduled', () => {
    const { accept, sendTo, sendDraft, sessions, clock } = aSessionQueue();
    sendTo('locked', 'l1');
    accept('locked');
    sendTo('deferred', 'd1');
    const deferring = accept('deferred');
    deferring.session.settle(deferring.consumer.token, { kind: 'defer' });
    const later = { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + 5000) };
    sendDraft('scheduled', 's1', { message_annotations: later });
    sendTo('completed', 'c1');
    const completing = accept('completed');
    completing.session.settle(completing.consumer.token, { kind: 'complete' });
    accept('empty').session.setState(Buffer.from('s'));
    expect(sessions.withMessages).toEqual(['deferred', 'locked', 'scheduled']);
  });

  it('that changed after a time are those that got a message or a state since', () => {
    const { accept, sendTo, sessions, clock } = aSessionQueue();
    sendTo('old', 'o1');
    sendTo('renewed', 'r1');
    clock.advance(1000);
    const time = clock.now();
    expect(sessions.updatedAfter(time)).toEqual([]);
    clock.advance(1000);
    sendTo('renewed', 'r2');
    accept('kept').session.setState(Buffer.from('s'));
    expect(sessions.updatedAfter(time)).toEqual(['kept', 'renewed']);
  });

  it('are forgotten once nothing is left of them', () => {
    const { accept, sessions, clock } = aSessionQueue();
    const { session, consumer } = accept('x');
    session.setState(Buffer.from('s'));
    session.setState(undefined);
    session.removeConsumer(consumer, 'closed');
    clock.advance(1);
    expect(sessions.updatedAfter(0)).toEqual([]);
  });

  it('show their own messages to who peeks by session', () => {
    const { queue, sendTo } = aSessionQueue();
    sendTo('x', 'x1');
    sendTo('y', 'y1');
    sendTo('x', 'x2', 'x3');
    const numbers = [...queue.peek(0, 'x')].map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers).toEqual([1, 3, 4]);
    expect([...queue.peek(3, 'x')].map(({ sequenceNumber }) => sequenceNumber)).toEqual([3, 4]);
    expect([...queue.peek(0, 'nobody')]).toEqual([]);
  });
});

describe('a queue that came to require sessions', () => {
  it('dead-letters what it has without a session id', () => {
    const { queue, deadLetters, accept } = aSessionQueue();
    const stored = (id: number, content: ReturnType<typeof aMessage>) =>
      newMessage({ id, queueId: 1, content, enqueuedTime: 0 }).copy({ sequenceNumber: id });
    queue.restore(stored(1, aMessage('a')));
    queue.restore(stored(2, aMessage('b', { group_id: 'x' })));
    queue.passOnRestored();
    expect(accept('x').consumer.ids).toEqual(['b']);
    expect([...deadLetters.peek(0)][0]?.content.bytes.includes('Session ID is null')).toBe(true);
  });
});
