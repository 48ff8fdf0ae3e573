import { describeProblem } from './index.js';

describe('describeProblem', () => {
  it('names property, value, rule and cure in one line', () => {
    expect(
      describeProblem({
        property: 'lockDuration',
        value: 'PT6M',
        rule: 'a peek-lock lasts PT5S to PT5M',
        cure: "Give 'PT5M'.",
      }),
    ).toBe("lockDuration is 'PT6M', but a peek-lock lasts PT5S to PT5M. Give 'PT5M'.");
  });

  it('writes values that are no text as JSON', () => {
    expect(describeProblem({ property: 'capacity', value: 3, rule: 'r', cure: 'c.' })).toBe('capacity is 3, but r. c.');
  });
});
