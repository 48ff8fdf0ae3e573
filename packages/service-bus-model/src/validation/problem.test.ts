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

  it.each([
    [3, '3'],
    [NaN, 'NaN'],
    [true, 'true'],
    [['Send'], '["Send"]'],
  ])('writes the value %p as %s', (value, text) => {
    expect(describeProblem({ property: 'p', value, rule: 'r', cure: 'c.' })).toBe(`p is ${text}, but r. c.`);
  });
});
