import {
  parseSqlAction,
  parseSqlFilter,
  type FilterDefinition,
  type RuleDefinition,
  type SqlAction,
} from '@ams/service-bus-model';
import { compileCorrelationFilter } from './correlation-filter.js';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage, PropertyChange } from './filtered-message.js';
import { parametersOf } from './parameters.js';
import { compileAction } from './sql-action.js';
import { compileCondition } from './sql-condition.js';

/** A rule of a subscription, ready for messages. */
export interface CompiledRule {
  readonly name: string;
  /** What it was made of. */
  readonly definition: RuleDefinition;
  /**
   * Whether the rule takes the message. A condition that comes out unknown does not.
   * @throws FilterEvaluationError
   */
  matches(message: FilteredMessage): boolean;
  /**
   * Present when the rule has an action: the changes to the rule's own copy of the message, in order. The first one puts
   * the rule's name into the application property `RuleName`, as Azure does. [Microsoft: Topic filters and actions]
   * @throws FilterEvaluationError
   */
  readonly changes?: (message: FilteredMessage) => readonly PropertyChange[];
}

/**
 * Makes a rule ready for messages: texts are read and turned into functions here, once.
 * @throws SqlSyntaxError the filter or action cannot be read, or names a parameter that has no value
 */
export function compileRule(rule: RuleDefinition): CompiledRule {
  const matches = compileFilter(rule.filter);
  return {
    name: rule.name,
    definition: rule,
    matches: (message) => namingRule(rule, () => matches(message)),
    ...(rule.action && { changes: compileChanges(rule, rule.action) }),
  };
}

function compileFilter(filter: FilterDefinition): (message: FilteredMessage) => boolean {
  switch (filter.kind) {
    case 'true':
      return () => true;
    case 'false':
      return () => false;
    case 'correlation':
      return compileCorrelationFilter(filter);
    case 'sql': {
      const test = compileCondition(parseSqlFilter(filter.sqlExpression), parametersOf(filter));
      return (message) => test(message) === true;
    }
  }
}

function compileChanges(rule: RuleDefinition, action: SqlAction): NonNullable<CompiledRule['changes']> {
  const change = compileAction(parseSqlAction(action.sqlExpression), parametersOf(action));
  const ruleName: PropertyChange = { scope: 'user', name: 'RuleName', value: rule.name };
  return (message) => [ruleName, ...namingRule(rule, () => change(message))];
}

function namingRule<T>(rule: RuleDefinition, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof FilterEvaluationError)) throw error;
    throw new FilterEvaluationError(`The rule "${rule.name}" cannot be evaluated: ${error.message}`, { cause: error });
  }
}
