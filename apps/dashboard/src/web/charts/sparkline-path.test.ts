import { sparklinePath } from './sparkline-path.js';

const size = { width: 10, height: 13 };

test('one value is no line', () => {
  expect(sparklinePath([4], size)).toBeNull();
});

test('the highest value is at the top, nothing at the bottom', () => {
  expect(sparklinePath([0, 8, 4], size)).toBe('M0.0,11.5L5.0,1.5L10.0,6.5');
});

test('a backlog of nothing is a line at the bottom', () => {
  expect(sparklinePath([0, 0], size)).toBe('M0.0,11.5L10.0,11.5');
});
