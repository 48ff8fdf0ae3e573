import { logCategoriesOf } from '../log-categories.js';
import { describeProblem, diagnosticSettingProblems, type DiagnosticSettingDefinition } from './index.js';

const problemsOf = (setting: Partial<DiagnosticSettingDefinition>, namespace = {}) =>
  diagnosticSettingProblems(setting, namespace);

describe('diagnosticSettingProblems', () => {
  it.each<Partial<DiagnosticSettingDefinition>>([
    {},
    { name: 'to the workspace', hasDestination: true, count: 5 },
    { logs: ['OperationalLogs', 'RuntimeAuditLogs'], metrics: false },
    { logs: [], metrics: true },
  ])('accepts %j', (setting) => {
    expect(problemsOf(setting)).toEqual([]);
  });

  it('says that Azure takes categories that stay empty', () => {
    const problems = problemsOf({ logs: ['ApplicationMetricsLogs'] }, { sku: 'Basic' });
    expect(problems).toMatchObject([{ taken: true }]);
    expect(problems.map(describeProblem)).toEqual([
      "logs[0] is 'ApplicationMetricsLogs', but Basic has no entries of that category. Leave it out, or choose the tier Premium.",
    ]);
  });

  it('takes no inherited name for a category', () => {
    expect(problemsOf({ logs: ['toString'] })).toMatchObject([{ property: 'logs[0]', value: 'toString' }]);
  });
});

describe('logCategoriesOf', () => {
  it('names what every tier has where the tier is not known', () => {
    expect(logCategoriesOf(undefined)).toEqual(logCategoriesOf('Basic'));
    expect(logCategoriesOf('Premium')).toContain('RuntimeAuditLogs');
  });
});
