import { SqlSyntaxError, type SqlAction, type SqlFilter } from '@ams/service-bus-model';

import type { ParameterValue } from './sql-expression.js';

/** Whole numbers are integers: JavaScript and JSON, where parameters come from, do not tell 2 from 2.0. */
export function parametersOf({ sqlExpression, parameters }: SqlFilter | SqlAction): ParameterValue {
  const byLowerCaseName = new Map(
    Object.entries(parameters ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  return (name) => {
    const value = byLowerCaseName.get(name.toLowerCase());
    if (value === undefined) {
      const reason = `the parameter ${name} has no value. Give it one in the parameters of the rule.`;
      throw new SqlSyntaxError(sqlExpression, Math.max(0, sqlExpression.indexOf(name)), reason);
    }
    return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  };
}
