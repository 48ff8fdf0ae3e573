import { Schedule } from './schedule.js';

describe('Schedule', () => {
  const schedule = new Schedule(1_000, 100);

  it('spreads messages evenly', () => {
    expect([0, 1, 100].map((index) => schedule.dueAt(index))).toEqual([1_000, 1_010, 2_000]);
  });

  it.each([
    [999, 0],
    [1_000, 1],
    [1_009, 1],
    [1_010, 2],
    [2_000, 101],
  ])('counts what is due by %d ms', (now, due) => {
    expect(schedule.dueBy(now)).toBe(due);
  });
});
