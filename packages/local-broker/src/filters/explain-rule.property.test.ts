import type { RuleDefinition } from '@ams/service-bus-model';
import fc from 'fast-check';

import { condition, expression, message } from '../../test/support/arbitrary-filters.js';
import { ruleExplainer } from './explain-rule.js';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage } from './filtered-message.js';
import { compileRule } from './rule.js';

/** What the rule itself decides: true, false, or that it cannot. */
function verdictOf(rule: RuleDefinition, seen: FilteredMessage): boolean | 'failure' {
  try {
    return compileRule(rule).matches(seen);
  } catch (error) {
    if (error instanceof FilterEvaluationError) return 'failure';
    throw error;
  }
}

function explainedVerdictOf(rule: RuleDefinition, seen: FilteredMessage): boolean | 'failure' {
  const { matched, failure } = ruleExplainer(compileRule(rule))(seen);
  return failure === null ? matched : 'failure';
}

it('agrees with any SQL filter about any message, and gives a reason', () => {
  fc.assert(
    fc.property(condition, message, (sqlExpression, seen) => {
      const rule: RuleDefinition = { name: 'rule', filter: { kind: 'sql', sqlExpression } };
      expect(explainedVerdictOf(rule, seen)).toBe(verdictOf(rule, seen));

      const { reasons, failure } = ruleExplainer(compileRule(rule))(seen);
      expect(reasons.length + (failure === null ? 0 : 1)).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});

it('agrees with any correlation filter about any message', () => {
  const value = fc.oneof(fc.constantFrom('', 'red'), fc.integer({ min: 0, max: 2 }), fc.boolean());
  const filter = fc.record(
    {
      label: fc.constantFrom('', 'red'),
      properties: fc.dictionary(fc.constantFrom('color', 'amount', 'flag'), value),
    },
    { requiredKeys: ['properties'] },
  );
  const seen = fc
    .record({
      user: fc.dictionary(fc.constantFrom('color', 'amount', 'flag'), value),
      label: fc.constantFrom('', 'red'),
    })
    .map(({ user, label }): FilteredMessage => ({
      systemProperty: () => label,
      userProperty: (name) => user[name],
    }));
  fc.assert(
    fc.property(filter, seen, (wanted, one) => {
      const rule: RuleDefinition = { name: 'rule', filter: { kind: 'correlation', ...wanted } };
      expect(explainedVerdictOf(rule, one)).toBe(verdictOf(rule, one));
    }),
    { numRuns: 1000 },
  );
});

it('says what an action changes wherever the action can be carried out, or why it cannot', () => {
  fc.assert(
    fc.property(expression, message, (value, seen) => {
      const action = { sqlExpression: `SET color = ${value}` };
      const { action: changes, failure } = ruleExplainer(
        compileRule({ name: 'rule', filter: { kind: 'true' }, action }),
      )(seen);
      expect([changes, failure]).toContain(null);
      expect(changes ?? failure).toMatch(/color|rule/i);
    }),
    { numRuns: 1000 },
  );
});
