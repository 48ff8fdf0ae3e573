import { duration } from '../src/cli/duration.js';

const upToAWeek = duration(0, 7 * 86_400_000);

test.each([
  ['90', 90_000],
  ['1.5', 1_500],
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['PT10M', 600_000],
  ['P1DT12H', 129_600_000],
  ['PT0.5S', 500],
])('reads %s', (text, milliseconds) => {
  expect(upToAWeek(text)).toBe(milliseconds);
});

test.each(['', 'P', 'PT', 'soon', '10x', '-5', 'P1M', '10 m', '30m1h', '8d'])('refuses %p, with the range', (text) => {
  expect(() => upToAWeek(text)).toThrow(/duration such as 90, .* from 0 to 604800 seconds/);
});
