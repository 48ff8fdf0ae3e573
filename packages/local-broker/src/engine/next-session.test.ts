import { lockDuration } from '../../test/support/engine.js';
import { aSessionQueue } from '../../test/support/sessions.js';

describe('the next available session', () => {
  it('is the one whose messages have waited longest', () => {
    const { seek, sendTo } = aSessionQueue();
    sendTo('b', 'b1');
    sendTo('a', 'a1');
    sendTo('b', 'b2');
    const [first, second, third] = [seek(), seek(), seek()];
    expect(first.holder?.session.sessionId).toBe('b');
    expect(first.holder?.consumer.ids).toEqual(['b1', 'b2']);
    expect(second.holder?.session.sessionId).toBe('a');
    expect(third.holder).toBeUndefined();
  });

  it('is each in turn: one that is given back goes behind the others', () => {
    const { seek, sendTo } = aSessionQueue();
    for (const id of ['a', 'b', 'c']) sendTo(id, `${id}1`);
    const got = Array.from({ length: 6 }, () => {
      const { holder } = seek(60_000, 0);
      if (holder) holder.session.removeConsumer(holder.consumer, 'closed');
      return holder?.session.sessionId;
    });
    expect(got).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('is given to those who wait, in the order in which they came', () => {
    const { seek, sendTo } = aSessionQueue();
    const [first, second] = [seek(), seek()];
    sendTo('a', 'a1');
    sendTo('b', 'b1');
    expect([first, second].map(({ holder }) => holder?.consumer.ids)).toEqual([['a1'], ['b1']]);
  });

  it('may be one that its holder left, or lost', () => {
    const { accept, seek, sendTo, clock } = aSessionQueue();
    sendTo('a', 'a1');
    const { session, consumer } = accept('a');
    const waiting = seek();
    session.removeConsumer(consumer, 'closed');
    expect(waiting.holder?.consumer.ids).toEqual(['a1']);
    const next = seek();
    clock.advance(lockDuration);
    expect(waiting.holder?.lost).toBe(true);
    expect(next.holder?.consumer.deliveries[0]?.message.deliveryCount).toBe(1);
  });

  it('may be one whose message was scheduled', () => {
    const { seek, sendDraft, clock } = aSessionQueue();
    const later = new Date(clock.now() + 5000);
    sendDraft('a', 'a1', { message_annotations: { 'x-opt-scheduled-enqueue-time': later } });
    const waiting = seek();
    expect(waiting.holder).toBeUndefined();
    clock.advance(5000);
    expect(waiting.holder?.consumer.ids).toEqual(['a1']);
  });

  it('is none whose messages are all locked, deferred or expired', () => {
    const { accept, seek, sendTo, sendDraft, clock, queue } = aSessionQueue();
    sendTo('locked', 'l1');
    accept('locked');
    sendDraft('expired', 'e1', { ttl: 1000 });
    jest.spyOn(clock, 'now').mockReturnValue(clock.now() + 2000);
    expect(seek().holder).toBeUndefined();
    expect(queue.counts.active).toBe(1);
  });

  it('is refused when the time of waiting is over', () => {
    const { seek, sendTo, clock } = aSessionQueue();
    const waiting = seek(10_000);
    clock.advance(9999);
    expect(waiting.refusal).toBeUndefined();
    clock.advance(1);
    expect(waiting.refusal).toMatchObject({ condition: 'com.microsoft:timeout' });
    sendTo('a', 'a1');
    expect(waiting.holder).toBeUndefined();
  });

  it('is not given to one who waits no longer', () => {
    const { seek, sendTo, clock } = aSessionQueue();
    const [gone, there] = [seek(), seek()];
    gone.stop();
    sendTo('a', 'a1');
    expect(there.holder?.consumer.ids).toEqual(['a1']);
    clock.advance(60_000);
    expect(gone).toMatchObject({ holder: undefined, refusal: undefined });
    // Again without effect.
    gone.stop();
  });

  it('is found among thousands at once, of a partitioned queue as well', () => {
    const { seek, sendTo } = aSessionQueue({ partitions: 16 });
    const ids = Array.from({ length: 3000 }, (_, index) => `s${index}`);
    for (const id of ids) sendTo(id, `${id}/1`);
    for (const id of ids) sendTo(id, `${id}/2`);
    const got = ids.map(() => seek().holder);
    expect(got.map((holder) => holder?.session.sessionId)).toEqual(ids);
    expect(
      got.every(
        (holder) => holder?.consumer.ids.join() === `${holder?.session.sessionId}/1,${holder?.session.sessionId}/2`,
      ),
    ).toBe(true);
  });
});
