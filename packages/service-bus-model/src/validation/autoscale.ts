import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import { tiers } from '../tiers.js';
import { durationCure, listOf, misnamed, noneOf, outsideDurations } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';
import { mailed } from './receiver-requirements.js';

/** When messaging units are added and taken away, in percent of what the namespace has. */
export interface AutoscaleThresholds {
  readonly scaleOutCpuPercent: number;
  readonly scaleInCpuPercent: number;
  readonly scaleOutMemoryPercent: number;
  readonly scaleInMemoryPercent: number;
}

/** How many messaging units a namespace has at a time, as Azure Monitor decides it. */
export interface AutoscaleDefinition extends AutoscaleThresholds {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Units that it has while the metrics cannot be read. */
  readonly default: number;
  readonly scaleOutWindow: string;
  readonly scaleInWindow: string;
  readonly scaleOutCooldown: string;
  readonly scaleInCooldown: string;
  readonly emailAddresses: readonly string[];
  readonly webhooks: readonly string[];
}

type Autoscale = Partial<AutoscaleDefinition>;
type Units = 'minimum' | 'maximum' | 'default';

const { capacities } = tiers.Premium;

function unitRequirements(property: Units, partitions = 1): readonly Requirement<Autoscale>[] {
  return [
    {
      property,
      refuses: noneOf(capacities),
      rule: `Premium has ${listOf(capacities)} messaging units`,
      cure: 'Choose one of these capacities.',
    },
    {
      property,
      refuses: (units) => capacities.includes(units) && units % partitions !== 0,
      rule: `every one of the ${partitions} partitions has the same number of messaging units, at least one`,
      cure: "Choose a capacity that is a multiple of the namespace's premiumMessagingPartitions.",
    },
  ];
}

function durationRequirement(
  property: 'scaleOutWindow' | 'scaleInWindow' | 'scaleOutCooldown' | 'scaleInCooldown',
  range: { readonly minimum: string; readonly maximum: string },
  what: string,
): Requirement<Autoscale> {
  return {
    property,
    refuses: outsideDurations(range),
    rule: `${what} lasts an ISO 8601 duration from ${range.minimum} to ${range.maximum}`,
    cure: (autoscale) => durationCure(autoscale[property], `Give for example '${range.minimum}'.`),
  };
}

function percentRequirement(property: keyof AutoscaleThresholds): Requirement<Autoscale> {
  return {
    property,
    refuses: (percent) => !(percent > 0 && percent < 100),
    rule: 'a threshold is more than 0 and less than 100 percent',
    cure: 'Give for example 70 to add messaging units, and 25 to take them away.',
  };
}

function orderRequirement(
  property: 'scaleInCpuPercent' | 'scaleInMemoryPercent',
  upper: 'scaleOutCpuPercent' | 'scaleOutMemoryPercent',
): Requirement<Autoscale> {
  return {
    property,
    refuses: (percent, autoscale) => percent >= (autoscale[upper] ?? Infinity),
    rule: (autoscale) => `units are added from ${autoscale[upper]} percent on, and taken away at the same usage`,
    cure: `Give less than half of ${upper}, since half of the units have twice the usage.`,
  };
}

function requirements(namespace: NamespaceTraits): readonly Requirement<Autoscale>[] {
  const { sku, premiumMessagingPartitions: partitions } = namespace;
  const units = (property: Units) => unitRequirements(property, partitions === 0 ? 1 : partitions);
  return [
    {
      property: 'name',
      refuses: misnamed(nameRules.autoscaleSetting),
      rule: nameRules.autoscaleSetting.description,
      cure: "Choose for example 'messaging-dev-autoscale'.",
    },
    {
      property: 'maximum',
      refuses: () => sku !== undefined && sku !== 'Premium',
      rule: `${sku} has no messaging units to scale`,
      cure: 'Choose the tier Premium.',
    },
    ...units('minimum'),
    ...units('maximum'),
    ...units('default'),
    {
      property: 'minimum',
      refuses: (minimum, { maximum }) => maximum !== undefined && minimum > maximum,
      rule: ({ maximum }) => `the maximum is ${maximum}`,
      cure: 'Give a minimum that is not above the maximum.',
    },
    {
      property: 'default',
      refuses: (units, { minimum = -Infinity, maximum = Infinity }) => units < minimum || units > maximum,
      rule: ({ minimum, maximum }) => `the units are kept from ${minimum} to ${maximum}`,
      cure: 'Choose one in between.',
    },
    ...(['scaleOutCpuPercent', 'scaleInCpuPercent', 'scaleOutMemoryPercent', 'scaleInMemoryPercent'] as const).map(
      percentRequirement,
    ),
    orderRequirement('scaleInCpuPercent', 'scaleOutCpuPercent'),
    orderRequirement('scaleInMemoryPercent', 'scaleOutMemoryPercent'),
    durationRequirement('scaleOutWindow', limits.autoscaleWindow, 'what autoscale looks back on'),
    durationRequirement('scaleInWindow', limits.autoscaleWindow, 'what autoscale looks back on'),
    durationRequirement('scaleOutCooldown', limits.autoscaleCooldown, 'the wait after a change'),
    durationRequirement('scaleInCooldown', limits.autoscaleCooldown, 'the wait after a change'),
  ];
}

/** What Azure would refuse in the autoscale of such a namespace. Absent properties are not judged. */
export function autoscaleProblems(autoscale: Autoscale, namespace: NamespaceTraits): readonly Problem[] {
  return [
    ...problemsOf(autoscale, requirements(namespace)),
    ...emailProblems(autoscale.emailAddresses),
    ...webhookProblems(autoscale.webhooks),
  ];
}

function emailProblems(addresses: readonly string[] = []): readonly Problem[] {
  return addresses.flatMap((emailAddress, index) =>
    problemsOf({ emailAddress }, mailed)
      .slice(0, 1)
      .map((problem) => ({ ...problem, property: `emailAddresses[${index}]` })),
  );
}

function webhookProblems(webhooks: readonly string[] = []): readonly Problem[] {
  return webhooks
    .map((value, index) => ({ value, index }))
    .filter(({ value }) => !/^https?:\/\/\S+$/.test(value))
    .map(({ value, index }) => ({
      property: `webhooks[${index}]`,
      value,
      rule: 'a webhook is an address that begins with https:// or http://',
      cure: "Give for example 'https://incidents.example.com/azure'.",
    }));
}
