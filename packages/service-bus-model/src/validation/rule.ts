import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import { parseSqlAction, parseSqlFilter, SqlSyntaxError } from '../sql/index.js';
import type { FilterDefinition, RuleDefinition } from '../topology.js';
import { lengthOutside, misnamed, repeatedNames } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const requirements: readonly Requirement<Partial<RuleDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.rule),
    rule: nameRules.rule.description,
    cure: "Choose for example 'purchases'.",
  },
];

/** What Azure would refuse in a subscription's rule, SQL syntax included. Absent properties are not judged. */
export function ruleProblems(rule: Partial<RuleDefinition>): readonly Problem[] {
  return [
    ...problemsOf(rule, requirements),
    ...(rule.filter === undefined ? [] : filterProblems(rule.filter)),
    ...(rule.action === undefined ? [] : sqlProblems('action', rule.action.sqlExpression, parseSqlAction)),
  ];
}

/** What Azure would refuse in the rules of one subscription taken together. */
export function rulesProblems(rules: readonly { readonly name: string }[]): readonly Problem[] {
  const repeated = repeatedNames(rules);
  if (repeated.length === 0) return [];
  return [
    {
      property: 'rules',
      value: repeated,
      rule: 'the rules of one subscription have different names, in any case of letters',
      cure: 'Rename one of them.',
    },
  ];
}

function filterProblems(filter: FilterDefinition): readonly Problem[] {
  if (filter.kind === 'sql') return sqlProblems('filter', filter.sqlExpression, parseSqlFilter);
  if (filter.kind !== 'correlation') return [];
  const { kind, properties = {}, ...systemProperties } = filter;
  const compared = [...Object.values(properties), ...Object.values(systemProperties)];
  if (compared.some((value) => value !== undefined)) return [];
  return [
    {
      property: 'filter',
      value: { kind, properties, ...systemProperties },
      rule: 'a correlation filter compares at least one property',
      cure: "Give one, such as label: 'purchase', or use the SQL filter '1 = 1' to take everything.",
    },
  ];
}

function sqlProblems(property: string, expression: string, parse: (text: string) => unknown): readonly Problem[] {
  const range = limits.sqlExpressionLength;
  if (lengthOutside(range)(expression)) {
    return [
      {
        property,
        value: expression,
        rule: `an SQL ${property} has ${range.minimum} to ${range.maximum} characters, and this has ${expression.length}`,
        cure:
          expression.length === 0
            ? `Leave the ${property} out, or write one.`
            : 'Set a property on the messages that says in short what the text spells out, and test that.',
      },
    ];
  }
  const error = syntaxError(expression, parse);
  if (error === undefined) return [];
  return [
    {
      property,
      value: expression,
      rule: `it cannot be read at line ${error.line}, column ${error.column}`,
      cure: error.reason,
    },
  ];
}

function syntaxError(expression: string, parse: (text: string) => unknown): SqlSyntaxError | undefined {
  try {
    parse(expression);
    return undefined;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
}
