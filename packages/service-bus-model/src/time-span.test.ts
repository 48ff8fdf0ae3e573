import fc from 'fast-check';

import { DurationError } from './durations.js';
import { TimeSpan } from './time-span.js';

describe('TimeSpan', () => {
  it.each([
    ['P1DT2H3M', 93_780 * 10_000_000],
    ['PT0.0000001S', 1],
    ['-PT1S', -10_000_000],
    ['PT0S', 0],
  ])('reads and writes %s', (text, ticks) => {
    expect(TimeSpan.parse(text).ticks).toBe(ticks);
    expect(String(new TimeSpan(ticks))).toBe(text);
  });

  it('comes back as it was written', () => {
    fc.assert(fc.property(fc.integer(), (ticks) => expect(TimeSpan.parse(`${new TimeSpan(ticks)}`).ticks).toBe(ticks)));
  });

  it.each(['--PT1S', 'soon', ''])('refuses %p', (text) => {
    expect(() => TimeSpan.parse(text)).toThrow(DurationError);
  });
});
