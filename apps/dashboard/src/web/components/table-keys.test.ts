import { rowAfterKey } from './table-keys.js';

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowUp', 3, 2],
  ['Home', 3, 0],
  ['End', 0, 4],
  ['PageDown', 0, 4],
])('%s leads from row %i to row %i', (key, from, to) => {
  expect(rowAfterKey(from, 5, key)).toBe(to);
});

test('leads nowhere past the ends, nor by other keys', () => {
  expect(rowAfterKey(4, 5, 'ArrowDown')).toBeNull();
  expect(rowAfterKey(0, 5, 'ArrowUp')).toBeNull();
  expect(rowAfterKey(2, 5, 'x')).toBeNull();
});
