import { nameRules } from '../names.js';
import { tiers } from '../tiers.js';
import { misnamed } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** A namespace of a pair, as far as it is known. */
export interface PairedNamespace extends NamespaceTraits {
  readonly name?: string;
  /** Azure region, as `eastus` or `East US`. */
  readonly location?: string;
}

/**
 * Two namespaces of which the secondary takes the primary's place by a failover, and the alias that leads to the active
 * one.
 *
 * Sources: "Azure Service Bus Geo-Disaster Recovery", "Naming rules and restrictions for Azure resources"
 * (learn.microsoft.com).
 */
export interface DisasterRecoveryDefinition {
  readonly alias: string;
  readonly primary: PairedNamespace;
  readonly secondary: PairedNamespace;
}

const requirements: readonly Requirement<Partial<DisasterRecoveryDefinition>>[] = [
  {
    property: 'alias',
    refuses: misnamed(nameRules.disasterRecoveryAlias),
    rule: nameRules.disasterRecoveryAlias.description,
    cure: "Choose for example 'contoso-orders'.",
  },
  {
    property: 'alias',
    refuses: (alias, { primary, secondary }) => isName(alias, primary?.name) || isName(alias, secondary?.name),
    rule: 'an alias is a host of its own, unique in all of Azure, and a namespace has that name',
    cure: 'Choose a name that no namespace has.',
  },
];

const isName = (alias: string, name: string | undefined) => name?.toLowerCase() === alias.toLowerCase();

/** What Azure would refuse in a pair. Absent properties are not judged. */
export function disasterRecoveryProblems(pair: Partial<DisasterRecoveryDefinition>): readonly Problem[] {
  const { primary = {}, secondary = {} } = pair;
  return [
    ...problemsOf(pair, requirements),
    ...tierProblems('primary', primary),
    ...tierProblems('secondary', secondary),
    ...regionProblems(primary, secondary),
    ...partitionProblems(primary, secondary),
  ];
}

function tierProblems(side: 'primary' | 'secondary', { sku }: PairedNamespace): readonly Problem[] {
  if (sku === undefined || !Object.hasOwn(tiers, sku) || tiers[sku].isolation) return [];
  const cure = 'Choose the tier Premium for both namespaces.';
  return [{ property: `${side}.sku`, value: sku, rule: `${sku} has no geo-disaster recovery`, cure }];
}

function regionProblems(primary: PairedNamespace, secondary: PairedNamespace): readonly Problem[] {
  if (primary.location === undefined || secondary.location === undefined) return [];
  if (regionOf(primary.location) !== regionOf(secondary.location)) return [];
  return [
    {
      property: 'secondary.location',
      value: secondary.location,
      rule: 'the namespaces of a pair are in different regions, and the primary is in that one',
      cure: 'Put the secondary into another region.',
    },
  ];
}

/** Azure writes a region with and without spaces. */
const regionOf = (location: string) => location.replace(/\s/g, '').toLowerCase();

function partitionProblems(primary: PairedNamespace, secondary: PairedNamespace): readonly Problem[] {
  const [ours, theirs] = [primary.premiumMessagingPartitions, secondary.premiumMessagingPartitions];
  if (ours === undefined || theirs === undefined || ours > 1 === theirs > 1) return [];
  return [
    {
      property: 'secondary.premiumMessagingPartitions',
      value: theirs,
      rule: `a partitioned namespace is paired with a partitioned one alone, and the primary has ${ours} partitions`,
      cure: 'Give both namespaces the same number of partitions; it cannot be changed later.',
    },
  ];
}
