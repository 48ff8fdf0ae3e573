import { randomUUID } from 'node:crypto';
import { findSystemProperty, systemPropertyNames, type SqlExpression, type SqlProperty } from '@ams/service-bus-model';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage, FilterValue } from './filtered-message.js';
import { calculate, describe, sign, type Evaluated } from './values.js';

/** A compiled expression. @throws FilterEvaluationError */
export type Evaluate = (message: FilteredMessage) => Evaluated;

/** The value of a `@name` parameter. @throws SqlSyntaxError there is none */
export type ParameterValue = (name: string) => FilterValue;

/** Turns an expression into a function, once; evaluation then walks no tree. */
export function compileExpression(expression: SqlExpression, parameter: ParameterValue): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'parameter': {
      const value = parameter(expression.name);
      return () => value;
    }
    case 'property':
      return compileProperty(expression);
    case 'newid':
      return () => randomUUID();
    case 'propertyFunction':
      return compilePropertyFunction(compileExpression(expression.name, parameter));
    case 'sign': {
      const operand = compileExpression(expression.operand, parameter);
      const { operator } = expression;
      return (message) => sign(operator, operand(message));
    }
    case 'arithmetic': {
      const first = compileExpression(expression.first, parameter);
      const rest = expression.rest.map(({ operator, operand }) => ({
        operator,
        operand: compileExpression(operand, parameter),
      }));
      return (message) =>
        rest.reduce((left, { operator, operand }) => calculate(operator, left, operand(message)), first(message));
    }
  }
}

/**
 * Reads a property. A user property that does not exist is unknown; a system property that does not exist is an error of
 * the evaluation. [Microsoft: SQL filter syntax, Property evaluation semantics]
 */
export function compileProperty({ scope, name }: SqlProperty): Evaluate {
  if (scope === 'user') return (message) => message.userProperty(name);
  const systemName = findSystemProperty(name);
  if (systemName !== undefined) return (message) => message.systemProperty(systemName);
  return () => {
    throw noSuchSystemProperty(name);
  };
}

/** The error for a `sys.` name that Service Bus does not have. */
export function noSuchSystemProperty(name: string): FilterEvaluationError {
  return new FilterEvaluationError(
    `sys.${name} does not exist: the system properties are ${systemPropertyNames.join(', ')}. For an application property write user.${name}.`,
  );
}

function compilePropertyFunction(name: Evaluate): Evaluate {
  return (message) => {
    const value = name(message);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') {
      throw new FilterEvaluationError(`property() takes the name of a property as text, but got ${describe(value)}.`);
    }
    return message.userProperty(value);
  };
}
