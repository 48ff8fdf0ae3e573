import { countTogether, takeTogether } from './take-together.js';

const parity = (number: number): number => number % 2;

it.each([
  ['the first and those that go with it', [1, 2, 3, 4, 5], 10, [1, 3, 5], [2, 4]],
  ['no more than wanted', [1, 2, 3, 4, 5], 2, [1, 3], [2, 4, 5]],
  ['all that go together', [2, 4], 2, [2, 4], []],
  ['nothing of nothing', [], 2, [], []],
  ['nothing if none is wanted', [1], 0, [], [1]],
])('takes %s', (_, waiting, most, taken, left) => {
  expect(countTogether(waiting, most, parity)).toBe(taken.length);
  expect(takeTogether(waiting, most, parity)).toEqual(taken);
  expect(waiting).toEqual(left);
});
