import { formatSqlCondition, formatSqlExpression, type SqlCondition, type SqlExpression } from '@ams/service-bus-model';

import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage } from './filtered-message.js';
import { compileCondition } from './sql-condition.js';
import { compileExpression, type ParameterValue } from './sql-expression.js';
import { describe, type Evaluated, readable, type Truth } from './values.js';

/** What a condition is explained with. */
export interface ConditionContext {
  readonly message: FilteredMessage;
  readonly parameter: ParameterValue;
  /** Takes the reasons, in the order in which the parts were looked at. */
  readonly say: (reason: string) => void;
}

/**
 * Finds out what a condition is for a message, as its compiled form does: the same parts in the same order, each part by
 * the function that decides in earnest. Says of each part what it is and what was found in the message.
 *
 * @throws FilterEvaluationError where the compiled condition does; the reasons until then have been said.
 */
export function explainCondition(condition: SqlCondition, context: ConditionContext): Truth {
  switch (condition.kind) {
    case 'and':
      return explainJoined(condition.operands, false, context);
    case 'or':
      return explainJoined(condition.operands, true, context);
    case 'not': {
      const truth = explainCondition(condition.operand, context);
      const negated = truth === undefined ? undefined : !truth;
      context.say(`${formatSqlCondition(condition)} is ${truthName(negated)}`);
      return negated;
    }
    default: {
      const truth = compileCondition(condition, context.parameter)(context.message);
      context.say(`${formatSqlCondition(condition)} is ${truthName(truth)}${detailsOf(condition, truth, context)}`);
      return truth;
    }
  }
}

/** @param decisive the truth of one operand that decides, whatever those behind it are. */
function explainJoined(operands: readonly SqlCondition[], decisive: boolean, context: ConditionContext): Truth {
  let result: Truth = !decisive;
  for (const [index, operand] of operands.entries()) {
    const truth = explainCondition(operand, context);
    if (truth === decisive) {
      for (const rest of operands.slice(index + 1)) context.say(`${formatSqlCondition(rest)} was not looked at`);
      return decisive;
    }
    if (truth === undefined) result = undefined;
  }
  return result;
}

function truthName(truth: Truth): string {
  return truth === undefined ? 'unknown' : String(truth);
}

type Leaf = Exclude<SqlCondition, { readonly kind: 'and' | 'or' | 'not' }>;

function detailsOf(leaf: Leaf, truth: Truth, context: ConditionContext): string {
  const details = new Set(expressionsOf(leaf).flatMap((expression) => findingsIn(expression, context)));
  if (leaf.kind === 'comparison' && truth === undefined) {
    const [left, right] = [leaf.left, leaf.right].map((side) => valueOf(side, context));
    if ((left ?? null) !== null && (right ?? null) !== null) {
      details.add(`${describe(left)} and ${describe(right)} cannot be compared that way`);
    }
  }
  return details.size === 0 ? '' : `: ${[...details].join(', ')}`;
}

function expressionsOf(leaf: Leaf): readonly SqlExpression[] {
  switch (leaf.kind) {
    case 'comparison':
      return [leaf.left, leaf.right];
    case 'like':
      return [leaf.operand, leaf.pattern, ...(leaf.escape ? [leaf.escape] : [])];
    case 'in':
      return [leaf.operand, ...leaf.list];
    case 'isNull':
    case 'exists':
      return [leaf.property];
  }
}

/** What was found for the names in an expression, innermost first, and what it comes to. */
function findingsIn(expression: SqlExpression, context: ConditionContext): readonly string[] {
  const inner = innerOf(expression).flatMap((each) => findingsIn(each, context));
  const isPlain = expression.kind === 'literal' || expression.kind === 'newid';
  // Each newid() is another one: it would not be the value that was compared.
  if (isPlain || hasNewId(expression)) return inner;
  return [...inner, `${formatSqlExpression(expression)} is ${foundFor(expression, context)}`];
}

function innerOf(expression: SqlExpression): readonly SqlExpression[] {
  switch (expression.kind) {
    case 'sign':
      return [expression.operand];
    case 'propertyFunction':
      return [expression.name];
    case 'arithmetic':
      return [expression.first, ...expression.rest.map(({ operand }) => operand)];
    default:
      return [];
  }
}

const hasNewId = (expression: SqlExpression): boolean =>
  expression.kind === 'newid' || innerOf(expression).some(hasNewId);

/** IN stops at the first that is equal: what is behind it was not evaluated, and perhaps cannot be. */
function foundFor(expression: SqlExpression, context: ConditionContext): string {
  try {
    return readable(valueOf(expression, context));
  } catch (error) {
    if (error instanceof FilterEvaluationError) return 'not computable';
    throw error;
  }
}

function valueOf(expression: SqlExpression, { message, parameter }: ConditionContext): Evaluated {
  return compileExpression(expression, parameter)(message);
}
