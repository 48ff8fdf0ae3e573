import { nameRules } from '../names.js';
import { tiers } from '../tiers.js';
import type { NamespaceDefinition, Sku } from '../topology.js';
import { authorizationRulesProblems } from './authorization-rule.js';
import { listOf, misnamed, noneOf } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const skus = Object.keys(tiers);

/** The access rule that Azure creates with every namespace: one of the twelve. */
const rootRule = { name: 'RootManageSharedAccessKey' };

const requirements: readonly Requirement<Partial<NamespaceDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.namespace),
    rule: nameRules.namespace.description,
    cure: "Choose for example 'messaging-dev-bus'.",
  },
  {
    property: 'sku',
    refuses: noneOf<string>(skus),
    rule: `the tiers are ${listOf(skus)}`,
    cure: 'Choose one of them, spelled so.',
  },
  {
    property: 'capacity',
    refuses: (capacity, { sku }) => tierOf(sku)?.capacities.includes(capacity) === false,
    rule: ({ sku }) => `${sku} has ${listOf(tierOf(sku)?.capacities ?? [])} messaging units`,
    cure: ({ sku }) =>
      sku === 'Premium' ? 'Choose one of these capacities.' : 'Leave capacity out, or choose the tier Premium.',
  },
  {
    property: 'premiumMessagingPartitions',
    refuses: (partitions, { sku }) => tierOf(sku)?.namespacePartitions.includes(partitions) === false,
    rule: ({ sku }) => `${sku} has ${listOf(tierOf(sku)?.namespacePartitions ?? [])} partitions`,
    cure: ({ sku }) =>
      sku === 'Premium'
        ? 'Choose one of these; it cannot be changed later.'
        : 'Leave premiumMessagingPartitions out, or choose the tier Premium.',
  },
  {
    property: 'capacity',
    refuses: (capacity, { sku, premiumMessagingPartitions: partitions }) =>
      sku === 'Premium' &&
      partitions !== undefined &&
      partitions > 1 &&
      tiers.Premium.capacities.includes(capacity) &&
      capacity % partitions !== 0,
    rule: ({ premiumMessagingPartitions }) =>
      `every one of the ${premiumMessagingPartitions} partitions has the same number of messaging units, at least one`,
    cure: 'Choose a capacity that is a multiple of premiumMessagingPartitions.',
  },
];

/** What Azure would refuse in a namespace. Absent properties are not judged. */
export function namespaceProblems(namespace: Partial<NamespaceDefinition>): readonly Problem[] {
  const rules = namespace.authorizationRules ?? [];
  const withRoot = rules.some(({ name }) => name === rootRule.name) ? rules : [...rules, rootRule];
  return [...problemsOf(namespace, requirements), ...authorizationRulesProblems(withRoot)];
}

function tierOf(sku: Sku | undefined) {
  return sku !== undefined && Object.hasOwn(tiers, sku) ? tiers[sku] : undefined;
}
