import fc from 'fast-check';

import { SequenceLog, type Sequenced } from './sequence-log.js';

function logOf(...sequenceNumbers: readonly number[]): SequenceLog<Sequenced> {
  const log = new SequenceLog<Sequenced>();
  for (const sequenceNumber of sequenceNumbers) log.add({ sequenceNumber });
  return log;
}

describe('SequenceLog', () => {
  it('finds an item by its number, far apart as the numbers may be', () => {
    const log = logOf(1, 5000, 2 ** 48 + 1);
    expect(log.get(5000)).toEqual({ sequenceNumber: 5000 });
    expect(log.get(2 ** 48 + 1)).toEqual({ sequenceNumber: 2 ** 48 + 1 });
  });

  it.each([0, -1, 2, 1.5, Number.NaN, 2 ** 53])('finds nothing under %p, which was never given out', (number) => {
    expect(logOf(1, 3).get(number)).toBeUndefined();
  });

  it('gives the next item across a gap of many chunks', () => {
    expect(logOf(1, 1_000_000).next(2)).toEqual({ sequenceNumber: 1_000_000 });
  });

  it('does not count an item twice that is deleted twice', () => {
    const log = logOf(1, 2);
    const item = log.get(1) as Sequenced;
    log.delete(item);
    log.delete(item);
    expect(log.size).toBe(1);
  });

  it('leaves an item alone when another with its number is deleted', () => {
    const log = logOf(1);
    log.delete({ sequenceNumber: 1 });
    expect(log.get(1)).toBeDefined();
  });

  it('behaves as a sorted list does, whatever is added, removed and looked up', () => {
    const append = fc.record({ kind: fc.constant('append' as const), gap: fc.integer({ min: 1, max: 3000 }) });
    const remove = fc.record({ kind: fc.constant('remove' as const), at: fc.nat() });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(append, remove), { maxLength: 200, size: 'max' }),
        fc.array(fc.nat(100_000)),
        (steps, probes) => {
          const log = new SequenceLog<Sequenced>();
          const model: Sequenced[] = [];
          let last = 0;
          for (const step of steps) {
            if (step.kind === 'append') {
              last += step.gap;
              const item = { sequenceNumber: last };
              log.add(item);
              model.push(item);
            } else if (model.length > 0) {
              const [item] = model.splice(step.at % model.length, 1);
              log.delete(item as Sequenced);
            }
          }
          expect(log.size).toBe(model.length);
          for (const probe of [...probes, ...model.map(({ sequenceNumber }) => sequenceNumber)]) {
            expect(log.get(probe)).toBe(model.find(({ sequenceNumber }) => sequenceNumber === probe));
            expect(log.next(probe)).toBe(model.find(({ sequenceNumber }) => sequenceNumber >= probe));
          }
        },
      ),
    );
  });
});
