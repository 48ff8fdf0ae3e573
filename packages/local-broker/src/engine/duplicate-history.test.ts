import fc from 'fast-check';
import rhea from 'rhea';

import { aMessage, anEngine, type Engine } from '../../test/support/engine.js';
import type { Typed } from '../message/encoding.js';
import { DuplicateHistory } from './duplicate-history.js';

const window = 60_000;

interface HistoryUnderTest extends Engine {
  readonly history: DuplicateHistory;
}

function aHistory(byPartitionKey = false, engine = anEngine()): HistoryUnderTest {
  return { ...engine, history: new DuplicateHistory({ queueId: 1, window, byPartitionKey }, engine.context) };
}

function keyed(id: string, partitionKey: string) {
  return aMessage(id, { message_annotations: { 'x-opt-partition-key': partitionKey } });
}

describe('a history of accepted messages', () => {
  it('admits a message id once', () => {
    const { history } = aHistory();
    expect(history.admits(aMessage('a'))).toBe(true);
    expect(history.admits(aMessage('a'))).toBe(false);
    expect(history.admits(aMessage('b'))).toBe(true);
  });

  it('knows a duplicate until the last millisecond of the window', () => {
    const { history, clock } = aHistory();
    history.admits(aMessage('a'));
    clock.advance(window - 1);
    expect(history.admits(aMessage('a'))).toBe(false);
    clock.advance(1);
    expect(history.admits(aMessage('a'))).toBe(true);
  });

  it('takes a UUID that is sent again for a duplicate', () => {
    const { history } = aHistory();
    const uuid = () => aMessage('', { message_id: rhea.types.wrap_uuid(Buffer.alloc(16, 7)) as Typed as never });
    expect(history.admits(uuid())).toBe(true);
    expect(history.admits(uuid())).toBe(false);
  });

  it('does not look at the partition key of an entity that is not partitioned', () => {
    const { history } = aHistory();
    history.admits(keyed('a', 'x'));
    expect(history.admits(keyed('a', 'y'))).toBe(false);
  });

  it('takes the same id under another partition key for another message in a partitioned entity', () => {
    const { history } = aHistory(true);
    history.admits(keyed('a', 'x'));
    expect(history.admits(keyed('a', 'y'))).toBe(true);
    expect(history.admits(keyed('a', 'x'))).toBe(false);
  });

  it('forgets, in memory and in the journal, what is older than the window, a bounded number at a time', () => {
    const { history, clock, journal } = aHistory();
    for (let n = 0; n < 2500; n += 1) history.admits(aMessage(`m${n}`));
    clock.advance(window);
    expect(history.size).toBe(500);
    clock.advance(1000);
    expect(history.size).toBe(0);
    expect(journal.accepted).toEqual([]);
  });

  it('waits with one deadline, however many ids it remembers', () => {
    const engine = anEngine();
    const schedule = jest.spyOn(engine.context.deadlines, 'schedule');
    const { history } = aHistory(false, engine);
    for (let n = 0; n < 100; n += 1) history.admits(aMessage(`m${n}`));
    expect(schedule).toHaveBeenCalledTimes(1);
  });

  it('goes on after a restart where the journal says it was', () => {
    const before = aHistory();
    before.history.admits(aMessage('a'));
    before.clock.advance(1000);
    before.history.admits(aMessage('b'));

    const { history } = aHistory(false, before);
    for (const accepted of before.journal.accepted) history.restore(accepted);

    expect(history.admits(aMessage('a'))).toBe(false);
    before.clock.advance(window - 1000);
    expect(history.admits(aMessage('a'))).toBe(true);
    expect(history.admits(aMessage('b'))).toBe(false);
    expect(before.journal.accepted.map(({ number }) => number)).toEqual([2, 3]);
  });

  it('judges as if it remembered everything for ever, whatever comes and whenever', () => {
    const step = fc.record({ id: fc.constantFrom('a', 'b', 'c'), wait: fc.integer({ min: 0, max: window }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { history, clock } = aHistory();
        const lastAccepted = new Map<string, number>();
        for (const { id, wait } of steps) {
          clock.advance(wait);
          const isNew = clock.now() - (lastAccepted.get(id) ?? -Infinity) >= window;
          expect(history.admits(aMessage(id))).toBe(isNew);
          if (isNew) lastAccepted.set(id, clock.now());
        }
      }),
      { numRuns: 100 },
    );
  });
});
