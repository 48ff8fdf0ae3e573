import fc from 'fast-check';
import {
  DurationError,
  formatDuration,
  parseDuration,
  tryParseDuration,
  unlimitedDuration,
  unlimitedMilliseconds,
} from './durations.js';

describe('parseDuration', () => {
  it.each([
    ['PT45S', 45_000],
    ['PT5M', 300_000],
    ['PT1H', 3_600_000],
    ['P14D', 14 * 86_400_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['PT0S', 0],
    ['PT90M', 5_400_000],
    ['PT0.0000001S', 0.0001],
    [unlimitedDuration, unlimitedMilliseconds],
  ])('reads %s as %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['P1Y', 'P1M', 'P2W', 'P1M2D'])('refuses %s, whose length depends on the reader, and offers days', (text) => {
    expect(() => parseDuration(text)).toThrow(`'${text}' counts in years, months or weeks`);
  });

  it.each(['', 'P', 'PT', 'P1DT', '45', '45s', '00:00:45', 'pt45s', '-PT45S', 'PT-45S', 'PT1.5M', 'PT45S '])(
    'refuses %p, which has not the form PnDTnHnMnS',
    (text) => {
      expect(() => parseDuration(text)).toThrow(DurationError);
    },
  );

  it('refuses what is longer than a .NET TimeSpan', () => {
    expect(() => parseDuration('P10675200D')).toThrow(/longer than Azure can keep/);
  });
});

describe('tryParseDuration', () => {
  it('is undefined for what parseDuration refuses', () => {
    expect(tryParseDuration('soon')).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, 'PT0S'],
    [45_000, 'PT45S'],
    [300_000, 'PT5M'],
    [14 * 86_400_000, 'P14D'],
    [93_784_500, 'P1DT2H3M4.5S'],
    [0.0001, 'PT0.0000001S'],
    [unlimitedMilliseconds, unlimitedDuration],
    [Infinity, unlimitedDuration],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it.each([-1, NaN])('refuses %d', (milliseconds) => {
    expect(() => formatDuration(milliseconds)).toThrow(DurationError);
  });

  it('is read back as the same milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * 365 * 86_400_000 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});
