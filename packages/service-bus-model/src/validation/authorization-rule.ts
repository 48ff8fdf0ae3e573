import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import type { AccessRight, AuthorizationRuleDefinition } from '../topology.js';
import { misnamed, repeatedNames } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const accessRights: readonly string[] = ['Listen', 'Send', 'Manage'] satisfies readonly AccessRight[];

const requirements: readonly Requirement<Partial<AuthorizationRuleDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.authorizationRule),
    rule: nameRules.authorizationRule.description,
    cure: "Choose for example 'producer'.",
  },
  {
    property: 'rights',
    refuses: (rights) => rights.length === 0,
    rule: 'an access rule grants at least one right',
    cure: "Give rights: ['Send'], ['Listen'] or both.",
  },
  {
    property: 'rights',
    refuses: (rights) => rights.some((right) => !accessRights.includes(right)),
    rule: 'the rights are Listen, Send and Manage',
    cure: 'Use these, spelled so.',
  },
  {
    property: 'rights',
    refuses: (rights) => rights.includes('Manage') && !(rights.includes('Listen') && rights.includes('Send')),
    rule: 'Manage includes Listen and Send and Azure wants all three given',
    cure: "Give rights: ['Listen', 'Send', 'Manage'], or leave Manage out.",
  },
];

/** What Azure would refuse in one access rule. Absent properties are not judged. */
export function authorizationRuleProblems(rule: Partial<AuthorizationRuleDefinition>): readonly Problem[] {
  return problemsOf(rule, requirements);
}

/** What Azure would refuse in the access rules of one namespace, queue or topic taken together. */
export function authorizationRulesProblems(rules: readonly { readonly name: string }[]): readonly Problem[] {
  const names = rules.map(({ name }) => name);
  const repeated = repeatedNames(rules);
  return [
    ...(names.length > limits.authorizationRules
      ? [
          {
            property: 'authorizationRules',
            value: names,
            rule: `a namespace, queue or topic has at most ${limits.authorizationRules} access rules, and these are ${names.length}`,
            cure: 'Let consumers share a rule, or authorize them by Microsoft Entra ID.',
          },
        ]
      : []),
    ...(repeated.length > 0
      ? [
          {
            property: 'authorizationRules',
            value: repeated,
            rule: 'the access rules of one namespace, queue or topic have different names, in any case of letters',
            cure: 'Rename one of them.',
          },
        ]
      : []),
  ];
}
