import { TimeSpan } from '../time-span.js';
import type { RuleDefinition, SubscriptionDefinition } from '../topology.js';
import type { Problem } from '../validation/problem.js';
import { isLeftToTheEmulator, writtenRuleName } from './write-rule.js';

/** What a rule has that the emulator's configuration cannot say. */
export function ruleNotExpressed(rule: RuleDefinition, subscription: SubscriptionDefinition): readonly Problem[] {
  if (isLeftToTheEmulator(subscription.rules)) return [];
  return [...nameProblems(rule), ...parameterProblems(rule), ...timeProblems(rule)];
}

function nameProblems({ name }: RuleDefinition): readonly Problem[] {
  const written = writtenRuleName(name);
  if (written === name) return [];
  return [
    {
      property: 'name',
      value: name,
      rule: 'the emulator takes letters, digits and . - _ / between a letter or digit at both ends',
      cure: `It is written as '${written}'.`,
    },
  ];
}

function parameterProblems({ filter, action }: RuleDefinition): readonly Problem[] {
  const parameters = { ...(filter.kind === 'sql' && filter.parameters), ...action?.parameters };
  const names = Object.keys(parameters);
  if (names.length === 0) return [];
  return [
    {
      property: 'parameters',
      value: names,
      rule: 'the emulator has no parameters in its SQL',
      cure: 'They are left out, and the rule does not work there. Write the values into the expression.',
    },
  ];
}

function timeProblems({ filter }: RuleDefinition): readonly Problem[] {
  if (filter.kind !== 'correlation') return [];
  return Object.entries(filter.properties ?? {}).flatMap(([name, value]) =>
    value instanceof Date
      ? timeProblem(name, value, 'date')
      : value instanceof TimeSpan
        ? timeProblem(name, value, 'time span')
        : [],
  );
}

function timeProblem(name: string, value: Date | TimeSpan, kind: string): Problem {
  return {
    property: `properties.${name}`,
    value,
    rule: 'the emulator compares with texts, numbers and true or false',
    cure: `The ${kind} is written as text, which equals no ${kind}.`,
  };
}
