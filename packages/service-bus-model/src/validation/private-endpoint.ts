import { z } from 'zod';
import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import { privateLink } from '../hosts.js';
import { isResourceId, resourceIdShapes, resourceNames, type ResourceIdShape } from '../resource-ids.js';
import { tiers } from '../tiers.js';
import { lengthOutside, misnamed } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** An address inside a virtual network that leads to a namespace. */
export interface PrivateEndpointDefinition {
  readonly name: string;
  readonly subnetId: string;
  readonly dnsZoneId: string;
  readonly ipAddress: string;
  /** What the namespace's owner is told, who has to approve the connection. */
  readonly requestMessage: string;
  /** Ids of application security groups by names of the caller's. Undefined ids are not known yet, and not judged. */
  readonly applicationSecurityGroups: Readonly<Record<string, string | undefined>>;
}

/** A virtual network in which the names of a private DNS zone are resolved. */
export interface VirtualNetworkLink {
  readonly name: string;
  readonly virtualNetworkId: string;
}

const address = z.ipv4();
const { minimum, maximum } = limits.privateEndpointRequestLength;

const idOf = ({ kind, example }: ResourceIdShape) => `the id of ${kind} is ${example}`;

function requirements({ sku }: NamespaceTraits): readonly Requirement<Partial<PrivateEndpointDefinition>>[] {
  return [
    {
      property: 'name',
      refuses: misnamed(nameRules.privateEndpoint),
      rule: nameRules.privateEndpoint.description,
      cure: "Choose for example 'messaging-dev-endpoint'.",
    },
    {
      property: 'name',
      refuses: () => sku !== undefined && Object.hasOwn(tiers, sku) && !tiers[sku].isolation,
      rule: `${sku} has no private endpoints`,
      cure: 'Choose the tier Premium.',
    },
    {
      property: 'subnetId',
      refuses: (id) => !isResourceId(id, resourceIdShapes.subnet),
      rule: idOf(resourceIdShapes.subnet),
      cure: "Give the subnet's id, not its name.",
    },
    {
      property: 'dnsZoneId',
      refuses: (id) => !isResourceId(id, resourceIdShapes.privateDnsZone),
      rule: idOf(resourceIdShapes.privateDnsZone),
      cure: "Give the zone's id, not its name.",
    },
    {
      property: 'dnsZoneId',
      refuses: (id) =>
        isResourceId(id, resourceIdShapes.privateDnsZone) &&
        resourceNames(id)?.name.toLowerCase() !== privateLink.dnsZoneName,
      rule: `clients look for namespaces in the zone ${privateLink.dnsZoneName}`,
      cure: 'Give the zone of that name.',
      taken: true,
    },
    {
      property: 'ipAddress',
      refuses: (ip) => !address.safeParse(ip).success,
      rule: 'a private address is an IPv4 address of the subnet',
      cure: 'Give one that is free there, or leave ipAddress out for the next one.',
    },
    {
      property: 'requestMessage',
      refuses: lengthOutside({ minimum, maximum }),
      rule: `a request has ${minimum} to ${maximum} characters`,
      cure: 'Say who asks and what for, or leave requestMessage out where no approval is needed.',
    },
  ];
}

/** What Azure would refuse in a private endpoint of such a namespace. Absent properties are not judged. */
export function privateEndpointProblems(
  endpoint: Partial<PrivateEndpointDefinition>,
  namespace: NamespaceTraits,
): readonly Problem[] {
  return [...problemsOf(endpoint, requirements(namespace)), ...groupProblems(endpoint.applicationSecurityGroups)];
}

function groupProblems(groups: PrivateEndpointDefinition['applicationSecurityGroups'] = {}): readonly Problem[] {
  const shape = resourceIdShapes.applicationSecurityGroup;
  return Object.entries(groups)
    .filter(([, id]) => id !== undefined && !isResourceId(id, shape))
    .map(([name, value]) => ({
      property: `applicationSecurityGroups['${name}']`,
      value,
      rule: idOf(shape),
      cure: "Give the group's id, not its name.",
    }));
}

const linkRequirements: readonly Requirement<Partial<VirtualNetworkLink>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.virtualNetworkLink),
    rule: nameRules.virtualNetworkLink.description,
    cure: "Choose for example 'hub'.",
  },
  {
    property: 'virtualNetworkId',
    refuses: (id) => !isResourceId(id, resourceIdShapes.virtualNetwork),
    rule: idOf(resourceIdShapes.virtualNetwork),
    cure: "Give the network's id, not its name.",
  },
];

/** What Azure would refuse in the link of a private DNS zone to a network. Absent properties are not judged. */
export function virtualNetworkLinkProblems(link: Partial<VirtualNetworkLink>): readonly Problem[] {
  return problemsOf(link, linkRequirements);
}
