import { compare, describeComparison, type Goal } from './goals.js';

type Round = { readonly ratio: number };
const atLeast: Goal<Round> = { what: 'others : ours', bound: 'at least', goal: 10, figure: ({ ratio }) => ratio };
const atMost: Goal<Round> = { ...atLeast, bound: 'at most', goal: 1.25 };

describe('compare', () => {
  it.each([
    [atLeast, 10, true],
    [atLeast, 9.99, false],
    [atMost, 1.25, true],
    [atMost, 1.26, false],
  ])('%#: tells whether the goal holds', (goal, ratio, holds) => {
    expect(compare(goal, { ratio })).toMatchObject({ measured: ratio, holds });
  });

  it('judges by what it shows', () => {
    expect(compare(atMost, { ratio: 1.2549 })).toMatchObject({ measured: 1.25, holds: true });
  });
});

describe('describeComparison', () => {
  it('says what was measured, the goal, and whether it holds', () => {
    expect(describeComparison(compare(atLeast, { ratio: 12.345 }))).toBe(
      'others : ours: 12.35 (goal: at least 10, holds)',
    );
    expect(describeComparison(compare(atMost, { ratio: 2 }))).toBe('others : ours: 2 (goal: at most 1.25, missed)');
  });
});
