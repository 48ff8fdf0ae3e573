import { Trail } from './trail.js';

test('the last value of a quarter of a minute stands for it', () => {
  const trail = new Trail();
  trail.add(0, 1);
  trail.add(14_000, 5);
  trail.add(15_000, 7);
  expect(trail.values).toEqual([5, 7]);
});

test('forgets what is older than a quarter of an hour', () => {
  const trail = new Trail();
  trail.add(0, 1);
  trail.add(60_000, 2);
  trail.add(15 * 60_000, 3);
  expect(trail.values).toEqual([2, 3]);
});

test('puts the past before what came since, without what is not known', () => {
  const trail = new Trail();
  trail.add(60_000, 9);
  trail.seed([15_000, 30_000, 45_000, 60_000], [1, null, 3, 4]);
  expect(trail.values).toEqual([1, 3, 9]);
});
