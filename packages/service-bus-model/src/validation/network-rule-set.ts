import { z } from 'zod';
import { limits } from '../limits.js';
import { isResourceId, resourceIdShapes } from '../resource-ids.js';
import { tiers } from '../tiers.js';
import { noneOf } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** What becomes of a connection that no rule lets in. */
export type DefaultAction = 'Allow' | 'Deny';

/** A subnet whose connections are let in. */
export interface SubnetRule {
  readonly subnetId: string;
  /** Whether Azure takes the rule though the subnet has no service endpoint `Microsoft.ServiceBus` yet. */
  readonly ignoreMissingServiceEndpoint?: boolean;
}

/**
 * Which networks reach a namespace over its public address. Azure asks for a key or a token all the same.
 *
 * Source: "Allow access to Azure Service Bus namespace from specific IP addresses or ranges" (learn.microsoft.com): IP
 * rules on every tier, subnets and trusted services on Premium alone.
 */
export interface NetworkRuleSet {
  readonly defaultAction: DefaultAction;
  /** IPv4 addresses, and ranges in CIDR notation. Undefined entries are not known yet, and not judged. */
  readonly ipRules: readonly (string | undefined)[];
  /** Absent ids are not known yet, and not judged. */
  readonly subnets: readonly Partial<SubnetRule>[];
  /** Whether Azure's own trusted services are let in. */
  readonly trustedServicesAllowed: boolean;
}

const addressOrRange = z.union([z.ipv4(), z.cidrv4()]);

const actions: readonly DefaultAction[] = ['Allow', 'Deny'];

function requirements(sku: string | undefined, isolation: boolean): readonly Requirement<Partial<NetworkRuleSet>>[] {
  return [
    {
      property: 'defaultAction',
      refuses: noneOf(actions),
      rule: "a default action is 'Allow' or 'Deny'",
      cure: 'Choose one of them.',
    },
    {
      property: 'defaultAction',
      refuses: (action, ruleSet) => action === 'Deny' && ruleCount(ruleSet) === 0,
      rule: 'Azure denies nobody while there is no rule that lets somebody in',
      cure: 'Add the addresses or subnets of the clients, or set publicNetworkAccessEnabled to false.',
    },
    {
      property: 'ipRules',
      refuses: (_, ruleSet) => ruleCount(ruleSet) > limits.networkRules,
      rule: ({ ipRules = [], subnets = [] }) =>
        `a namespace has at most ${limits.networkRules} network rules, and these are ${ipRules.length} addresses and ${subnets.length} subnets`,
      cure: 'Put addresses together to ranges, or let the clients in by a private endpoint.',
    },
    {
      property: 'subnets',
      refuses: (subnets) => subnets.length > 0 && !isolation,
      rule: `${sku} has no network rules for subnets`,
      cure: 'Choose the tier Premium, or let the addresses of the network in by ipRules.',
    },
    {
      property: 'trustedServicesAllowed',
      refuses: (allowed) => allowed && !isolation,
      rule: `${sku} has no exception for trusted services`,
      cure: 'Leave trustedServicesAllowed out, or choose the tier Premium.',
    },
  ];
}

/** What Azure would refuse in the network rules of such a namespace. Absent properties are not judged. */
export function networkRuleSetProblems(ruleSet: Partial<NetworkRuleSet>, { sku }: NamespaceTraits): readonly Problem[] {
  const isolation = sku === undefined || !Object.hasOwn(tiers, sku) || tiers[sku].isolation;
  return [
    ...problemsOf(ruleSet, requirements(sku, isolation)),
    ...(ruleSet.ipRules ?? []).flatMap((ip, index) => ipProblems(ip, `ipRules[${index}]`)),
    ...(ruleSet.subnets ?? []).flatMap(({ subnetId }, index) => subnetProblems(subnetId, `subnets[${index}].subnetId`)),
  ].map((problem) => ({ ...problem, property: `networkRuleSet.${problem.property}` }));
}

function ruleCount({ ipRules = [], subnets = [] }: Partial<NetworkRuleSet>): number {
  return ipRules.length + subnets.length;
}

function ipProblems(ip: string | undefined, property: string): readonly Problem[] {
  if (ip === undefined || addressOrRange.safeParse(ip).success) return [];
  const rule = 'an IP rule is an IPv4 address or a range in CIDR notation';
  return [{ property, value: ip, rule, cure: "Give for example '203.0.113.7' or '203.0.113.0/24'." }];
}

function subnetProblems(id: string | undefined, property: string): readonly Problem[] {
  const { subnet } = resourceIdShapes;
  if (id === undefined || isResourceId(id, subnet)) return [];
  return [
    {
      property,
      value: id,
      rule: `the id of ${subnet.kind} is ${subnet.example}`,
      cure: "Give the subnet's id, not its name.",
    },
  ];
}
