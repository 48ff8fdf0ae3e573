import { type CorrelationFilter, type FilterDefinition, parseSqlFilter, type SqlFilter } from '@ams/service-bus-model';

import { correlationMembers } from './correlation-filter.js';
import { explainCondition } from './explain-condition.js';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage, PropertyChange } from './filtered-message.js';
import { parametersOf } from './parameters.js';
import type { CompiledRule } from './rule.js';
import { areEqual, readable, type Evaluated } from './values.js';

/** What a rule makes of a message, for people. */
export interface RuleExplanation {
  readonly rule: string;
  /** The filter, as it can be read: `type = 'purchase' AND amount > 100`. */
  readonly filter: string;
  /** False too where the rule cannot be evaluated. */
  readonly matched: boolean;
  /** Why, part by part, in the order in which the parts are looked at. */
  readonly reasons: readonly string[];
  /** What the action changes in the copy; null where there is no action, or no copy. */
  readonly action: string | null;
  /** Why the rule cannot be evaluated for the message; what becomes of it is for the subscription to say. */
  readonly failure: string | null;
}

/**
 * Makes what says whether a rule takes a message, and why. It agrees with {@link CompiledRule.matches}; the filter is read
 * here, once.
 */
export function ruleExplainer(rule: CompiledRule): (message: FilteredMessage) => RuleExplanation {
  const { name, filter } = rule.definition;
  const explainFilter = filterExplainer(filter);
  const told = { rule: name, filter: filterText(filter) };
  return (message) => {
    const reasons: string[] = [];
    try {
      const matched = explainFilter(message, (reason) => reasons.push(reason));
      return { ...told, reasons, matched, action: matched ? explainAction(rule, message) : null, failure: null };
    } catch (error) {
      if (!(error instanceof FilterEvaluationError)) throw error;
      return { ...told, reasons, matched: false, action: null, failure: error.message };
    }
  };
}

/** A filter as people can read it. */
function filterText(filter: FilterDefinition): string {
  switch (filter.kind) {
    case 'true':
      return 'everything';
    case 'false':
      return 'nothing';
    case 'sql':
      return filter.sqlExpression;
    case 'correlation':
      return correlationMembers(filter)
        .map(({ name, wanted }) => `${name} = ${readable(wanted)}`)
        .join(' AND ');
  }
}

type Say = (reason: string) => void;
type ExplainFilter = (message: FilteredMessage, say: Say) => boolean;

function filterExplainer(filter: FilterDefinition): ExplainFilter {
  switch (filter.kind) {
    case 'true':
      return (_message, say) => {
        say('the filter takes every message');
        return true;
      };
    case 'false':
      return (_message, say) => {
        say('the filter takes no message');
        return false;
      };
    case 'sql':
      return sqlExplainer(filter);
    case 'correlation':
      return correlationExplainer(filter);
  }
}

function sqlExplainer(filter: SqlFilter): ExplainFilter {
  const condition = parseSqlFilter(filter.sqlExpression);
  const parameter = parametersOf(filter);
  return (message, say) => {
    const truth = explainCondition(condition, { message, parameter, say });
    if (truth === undefined) say('the filter as a whole is unknown, and a rule takes a message only when it is true');
    return truth === true;
  };
}

function correlationExplainer(filter: CorrelationFilter): ExplainFilter {
  const members = correlationMembers(filter);
  return (message, say) => {
    const verdicts = members.map(({ name, wanted, isMet, find }) => {
      const met = isMet(message);
      say(`${name} = ${readable(wanted)} is ${met}: ${name} is ${readable(find(message))}`);
      return met;
    });
    return verdicts.every((met) => met);
  };
}

function explainAction({ changes }: CompiledRule, message: FilteredMessage): string | null {
  if (changes === undefined) return null;
  const before = (change: PropertyChange): Evaluated =>
    change.scope === 'system' ? message.systemProperty(change.name) : message.userProperty(change.name);
  return lastOfEach(changes(message))
    .map((change) => changeText(change, before(change)))
    .join('; ');
}

/** A later change of a property takes the place of an earlier one. */
function lastOfEach(changes: readonly PropertyChange[]): readonly PropertyChange[] {
  const last = new Map<string, PropertyChange>();
  for (const change of changes) last.set(`${change.scope} ${change.name.toLowerCase()}`, change);
  return [...last.values()];
}

function changeText({ scope, name, value }: PropertyChange, before: Evaluated): string {
  const property = scope === 'system' ? `sys.${name}` : name;
  if (value === undefined) return before === undefined ? `${property} is missing as before` : `${property} is removed`;
  if (before === undefined) return `${property} is set to ${readable(value)}`;
  if (areEqual(before, value) === true) return `${property} stays ${readable(value)}`;
  return `${property} is changed from ${readable(before)} to ${readable(value)}`;
}
