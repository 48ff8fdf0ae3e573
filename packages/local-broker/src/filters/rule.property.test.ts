import fc from 'fast-check';

import { condition, expression, message } from '../../test/support/arbitrary-filters.js';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import { compileRule } from './rule.js';

/** How an evaluation ends, for comparison. */
function outcomeOf<T>(evaluate: () => T): T | string {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof FilterEvaluationError) return error.message;
    throw error;
  }
}

it('takes a message, or does not, or says why it cannot tell, and says the same each time', () => {
  fc.assert(
    fc.property(condition, message, (sqlExpression, seen) => {
      const rule = () => compileRule({ name: 'rule', filter: { kind: 'sql', sqlExpression } });
      const once = outcomeOf(() => rule().matches(seen));

      expect(['boolean', 'string']).toContain(typeof once);
      expect(outcomeOf(() => rule().matches(seen))).toEqual(once);
    }),
    { numRuns: 2000 },
  );
});

it('changes a message, or says why it cannot, and does the same each time', () => {
  fc.assert(
    fc.property(fc.array(expression, { minLength: 1, maxLength: 3 }), message, (values, seen) => {
      const sqlExpression = values.map((each, index) => `SET user.p${index} = ${each}`).join('; ');
      const rule = () => compileRule({ name: 'rule', filter: { kind: 'true' }, action: { sqlExpression } });
      const once = outcomeOf(() => rule().changes?.(seen));

      expect(outcomeOf(() => rule().changes?.(seen))).toEqual(once);
    }),
    { numRuns: 1000 },
  );
});
