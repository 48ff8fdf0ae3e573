import { delayBefore } from './backoff.js';

const retries = { count: 3, base: 10_000, max: 60_000 };

test.each([
  [1, 10_000],
  [2, 20_000],
  [3, 40_000],
  [4, 60_000],
  [1_000, 60_000],
])('waits before retry %p for any time up to %p ms', (attempt, limit) => {
  expect(delayBefore(attempt, retries, () => 1)).toBe(limit);
  expect(delayBefore(attempt, retries, () => 0.25)).toBe(limit / 4);
  expect(delayBefore(attempt, retries, () => 0)).toBe(0);
});
