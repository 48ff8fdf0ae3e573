import type { RuleDefinition } from '../topology.js';
import { ruleProblems } from './index.js';

const sql = (sqlExpression: string) => ({ kind: 'sql', sqlExpression }) as const;

describe('ruleProblems', () => {
  it.each<Partial<RuleDefinition>>([
    { name: 'addressed', filter: sql("resubmit_to IS NULL OR resubmit_to = 'billing'") },
    { name: '$Default', filter: { kind: 'true' } },
    { name: 'purchases', filter: { kind: 'correlation', label: 'purchase' } },
    { name: 'eu', filter: { kind: 'correlation', properties: { region: 'eu' } } },
    { name: 'marked', filter: sql('1 = 1'), action: { sqlExpression: "SET priority = 'high'; REMOVE trace" } },
    { name: 'longest', filter: sql(`type = '${'x'.repeat(1024 - 9)}'`) },
  ])('accepts %p', (rule) => {
    expect(ruleProblems(rule)).toEqual([]);
  });

  it.each<[Partial<RuleDefinition>, string, string]>([
    [{ name: 'a b' }, 'name', "a rule's name is $Default"],
    [{ filter: sql('') }, 'filter', 'an SQL filter has 1 to 1024 characters, and this has 0'],
    [{ filter: sql(`type = '${'x'.repeat(1024 - 8)}'`) }, 'filter', 'and this has 1025'],
    [{ filter: sql('amount >') }, 'filter', 'it cannot be read at line 1, column 9'],
    [{ filter: { kind: 'correlation' } }, 'filter', 'compares at least one property'],
    [{ filter: { kind: 'correlation', properties: {} } }, 'filter', 'compares at least one property'],
    [{ action: { sqlExpression: '' } }, 'action', 'an SQL action has 1 to 1024 characters, and this has 0'],
    [{ action: { sqlExpression: 'DELETE trace' } }, 'action', 'it cannot be read at line 1'],
  ])('refuses %p', (rule, property, text) => {
    expect(ruleProblems(rule)).toEqual([expect.objectContaining({ property, rule: expect.stringContaining(text) })]);
  });
});
