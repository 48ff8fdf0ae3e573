import { drawThroughShortGaps } from './short-gaps.js';

const x = undefined;

test('a line is drawn through fewer than five unknown values', () => {
  expect(drawThroughShortGaps([3, null, 5])).toStrictEqual([3, x, 5]);
  expect(drawThroughShortGaps([3, null, null, null, null, 5, null, 0])).toStrictEqual([3, x, x, x, x, 5, x, 0]);
});

test('five unknown values break the line', () => {
  const values = [3, null, null, null, null, null, 5];
  expect(drawThroughShortGaps(values)).toStrictEqual(values);
});

test('nothing is drawn before the first known value and after the last', () => {
  expect(drawThroughShortGaps([null, 1, 2, null])).toStrictEqual([null, 1, 2, null]);
  expect(drawThroughShortGaps([null, null])).toStrictEqual([null, null]);
});
