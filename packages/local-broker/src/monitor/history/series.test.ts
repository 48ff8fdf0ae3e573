import fc from 'fast-check';

import { Series } from './series.js';

const points = 150;

/** Values that mostly stay as they are, as those of entities do. */
const value = fc.oneof({ weight: 3, arbitrary: fc.constant(7) }, fc.integer({ min: 0, max: 1e12 }));

it('gives back what was written, for as many points as asked for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 400 })), value, value), { maxLength: 500 }),
      (steps) => {
        const series = new Series(2, points);
        const written = new Map<number, readonly [number, number]>();
        let point = 1_000;
        for (const [step, a, b] of steps) {
          point += step;
          series.write(point, Float64Array.of(a, b));
          written.set(point, [a, b]);
        }
        for (const [at, values] of written) {
          if (at <= point - points) continue;
          expect([series.read(at, 0), series.read(at, 1)]).toEqual(values);
        }
      },
    ),
  );
});
