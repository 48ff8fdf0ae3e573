import type { SqlComparisonOperator, SqlCondition, SqlIn, SqlLike } from '@ams/service-bus-model';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage } from './filtered-message.js';
import { compileLikePattern } from './like-pattern.js';
import { compileExpression, compileProperty, type ParameterValue } from './sql-expression.js';
import { areEqual, describe, isLess, type Evaluated, type Truth } from './values.js';

/** A compiled condition; undefined is SQL's unknown. @throws FilterEvaluationError */
export type Test = (message: FilteredMessage) => Truth;

/**
 * Turns a condition into a function, once.
 * Unknown spreads as Microsoft's reference says: through comparison, LIKE and a left side of IN; AND and OR follow the
 * three-valued tables.
 */
export function compileCondition(condition: SqlCondition, parameter: ParameterValue): Test {
  switch (condition.kind) {
    case 'comparison': {
      const compare = comparisons[condition.operator];
      const left = compileExpression(condition.left, parameter);
      const right = compileExpression(condition.right, parameter);
      return (message) => compare(left(message), right(message));
    }
    case 'like':
      return negateIf(condition.negated, compileLike(condition, parameter));
    case 'in':
      return negateIf(condition.negated, compileIn(condition, parameter));
    case 'isNull': {
      const property = compileProperty(condition.property);
      return negateIf(condition.negated, (message) => (property(message) ?? null) === null);
    }
    case 'exists': {
      const property = compileProperty(condition.property);
      return (message) => property(message) !== undefined;
    }
    case 'not':
      return negateIf(true, compileCondition(condition.operand, parameter));
    case 'and':
      return compileAnd(condition.operands.map((operand) => compileCondition(operand, parameter)));
    case 'or':
      return compileOr(condition.operands.map((operand) => compileCondition(operand, parameter)));
  }
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

const comparisons: Readonly<Record<SqlComparisonOperator, (left: Evaluated, right: Evaluated) => Truth>> = {
  '=': areEqual,
  '<>': (left, right) => not(areEqual(left, right)),
  '<': isLess,
  '>': (left, right) => isLess(right, left),
  '<=': (left, right) => either(isLess(left, right), () => areEqual(left, right)),
  '>=': (left, right) => either(isLess(right, left), () => areEqual(left, right)),
};

/** Values without an order stay unknown even when they are equal. */
function either(less: Truth, equal: () => Truth): Truth {
  return less === false ? equal() : less;
}

function negateIf(negated: boolean, test: Test): Test {
  return negated ? (message) => not(test(message)) : test;
}

function compileAnd(tests: readonly Test[]): Test {
  return (message) => {
    let result: Truth = true;
    for (const test of tests) {
      const truth = test(message);
      if (truth === false) return false;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

function compileOr(tests: readonly Test[]): Test {
  return (message) => {
    let result: Truth = false;
    for (const test of tests) {
      const truth = test(message);
      if (truth === true) return true;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

function compileIn({ operand, list }: SqlIn, parameter: ParameterValue): Test {
  const value = compileExpression(operand, parameter);
  const members = list.map((member) => compileExpression(member, parameter));
  return (message) => {
    const left = value(message);
    if (left === undefined || left === null) return undefined;
    return members.some((member) => areEqual(left, member(message)) === true);
  };
}

function compileLike(condition: SqlLike, parameter: ParameterValue): Test {
  const operand = compileExpression(condition.operand, parameter);
  const pattern = compileExpression(condition.pattern, parameter);
  const escape = condition.escape && compileExpression(condition.escape, parameter);
  let compiled: { pattern: string; escape: string | undefined; matches: (text: string) => boolean } | undefined;

  return (message) => {
    const text = operand(message);
    const patternText = textOf('pattern', pattern(message));
    const escapeText = escape && textOf('escape character', escape(message));
    if (patternText === undefined || (escape && escapeText === undefined)) return undefined;
    if (escapeText !== undefined && escapeText.length !== 1) {
      throw new FilterEvaluationError(`The escape character of LIKE must be one character, but is '${escapeText}'.`);
    }
    if (typeof text !== 'string') return undefined;
    if (compiled?.pattern !== patternText || compiled.escape !== escapeText) {
      compiled = {
        pattern: patternText,
        escape: escapeText,
        matches: compileLikePattern(patternText, escapeText),
      };
    }
    return compiled.matches(text);
  };
}

function textOf(role: string, value: Evaluated): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new FilterEvaluationError(`The ${role} of LIKE must be text, but is ${describe(value)}.`);
}
