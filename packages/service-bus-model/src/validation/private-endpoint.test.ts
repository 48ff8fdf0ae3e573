import {
  describeProblem,
  privateEndpointProblems,
  virtualNetworkLinkProblems,
  type NamespaceTraits,
  type PrivateEndpointDefinition,
  type VirtualNetworkLink,
} from './index.js';

const premium: NamespaceTraits = { sku: 'Premium' };
const network = '/subscriptions/0000/resourceGroups/network/providers/Microsoft.Network';
const virtualNetworkId = `${network}/virtualNetworks/hub`;
const subnetId = `${virtualNetworkId}/subnets/endpoints`;
const dnsZoneId = `${network}/privateDnsZones/privatelink.servicebus.windows.net`;

describe('privateEndpointProblems', () => {
  it.each<[Partial<PrivateEndpointDefinition>, NamespaceTraits]>([
    [{}, premium],
    [{ name: 'bus-endpoint', subnetId, dnsZoneId, ipAddress: '10.0.0.5', requestMessage: 'Orders.' }, premium],
    [{ name: 'e', dnsZoneId: dnsZoneId.toUpperCase() }, {}],
    [{ name: 'e'.repeat(80) }, premium],
    [{ applicationSecurityGroups: { clients: `${network}/applicationSecurityGroups/clients`, later: undefined } }, {}],
  ])('accepts %p on %p', (endpoint, namespace) => {
    expect(privateEndpointProblems(endpoint, namespace)).toEqual([]);
  });

  it.each<[Partial<PrivateEndpointDefinition>, NamespaceTraits, string]>([
    [
      { name: 'bus-endpoint-' },
      premium,
      "name is 'bus-endpoint-', but a private endpoint's name has 1 to 80 letters, digits and . - _, starts with a letter or digit, and ends with a letter, digit or underscore. Choose for example 'messaging-dev-endpoint'.",
    ],
    [
      { name: 'bus-endpoint' },
      { sku: 'Standard' },
      "name is 'bus-endpoint', but Standard has no private endpoints. Choose the tier Premium.",
    ],
    [
      { subnetId: 'endpoints' },
      premium,
      "subnetId is 'endpoints', but the id of a subnet is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<network>/subnets/<name>. Give the subnet's id, not its name.",
    ],
    [
      { dnsZoneId: 'privatelink.servicebus.windows.net' },
      premium,
      "but the id of a private DNS zone is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/privateDnsZones/<name>. Give the zone's id, not its name.",
    ],
    [
      { dnsZoneId: `${network}/privateDnsZones/privatelink.blob.core.windows.net` },
      premium,
      'but clients look for namespaces in the zone privatelink.servicebus.windows.net. Give the zone of that name.',
    ],
    [
      { ipAddress: '10.0.0.256' },
      premium,
      "ipAddress is '10.0.0.256', but a private address is an IPv4 address of the subnet. Give one that is free there, or leave ipAddress out for the next one.",
    ],
    [
      { applicationSecurityGroups: { clients: virtualNetworkId } },
      premium,
      "but the id of an application security group is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/applicationSecurityGroups/<name>. Give the group's id, not its name.",
    ],
    [
      { requestMessage: 'm'.repeat(141) },
      premium,
      'but a request has 1 to 140 characters. Say who asks and what for, or leave requestMessage out where no approval is needed.',
    ],
  ])('refuses %p on %p', (endpoint, namespace, message) => {
    expect(privateEndpointProblems(endpoint, namespace).map(describeProblem)).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe('virtualNetworkLinkProblems', () => {
  it('accepts a name and the id of a network', () => {
    expect(virtualNetworkLinkProblems({ name: 'hub', virtualNetworkId })).toEqual([]);
  });

  it.each<[Partial<VirtualNetworkLink>, string]>([
    [
      { name: 'the hub' },
      "name is 'the hub', but a virtual network link's name has 1 to 80 letters, digits and . - _, starts with a letter or digit, and ends with a letter, digit or underscore. Choose for example 'hub'.",
    ],
    [
      { virtualNetworkId: subnetId },
      "but the id of a virtual network is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>. Give the network's id, not its name.",
    ],
  ])('refuses %p', (link, message) => {
    expect(virtualNetworkLinkProblems(link).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});
