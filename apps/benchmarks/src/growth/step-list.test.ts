import { steps } from './step-list.js';

describe('steps', () => {
  const parse = steps(1, 10_000);

  it('reads numbers with commas between', () => {
    expect(parse('1,10, 10000')).toEqual([1, 10, 10_000]);
  });

  it.each([
    ['', 'whole number'],
    ['1,,2', 'whole number'],
    ['1,x', 'whole number'],
    ['0', 'from 1 to 10000'],
    ['10001', 'from 1 to 10000'],
    ['10,1', '1 does not come after a smaller number'],
    ['10,10', 'Give each once'],
  ])('refuses %j', (text, problem) => {
    expect(() => parse(text)).toThrow(problem);
  });
});
