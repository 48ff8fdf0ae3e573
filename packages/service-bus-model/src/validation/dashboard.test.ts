import { dashboardProblems, describeProblem } from './index.js';

describe('dashboardProblems', () => {
  it.each([{}, { name: 'abc' }, { name: 'a'.repeat(160), hours: 1 }, { hours: 720 }])('accepts %j', (dashboard) => {
    expect(dashboardProblems(dashboard)).toEqual([]);
  });

  it.each([
    [{ name: 'ab' }, "a dashboard's name has 3 to 160 letters, digits and hyphens"],
    [{ hours: 721 }, 'a chart shows whole hours, 1 to 720'],
    [{ hours: 1.5 }, 'a chart shows whole hours, 1 to 720'],
  ])('refuses %j', (dashboard, rule) => {
    expect(dashboardProblems(dashboard).map(describeProblem)).toEqual([expect.stringContaining(rule)]);
  });
});
