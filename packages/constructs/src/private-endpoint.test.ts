import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import {
  ServiceBusNamespace,
  ServiceBusPrivateDnsZone,
  type PrivateEndpointProps,
  type ServiceBusNamespaceProps,
} from './index.js';

const network = '/subscriptions/0000/resourceGroups/network/providers/Microsoft.Network';
const subnetId = `${network}/virtualNetworks/hub/subnets/endpoints`;
const dnsZone = `${network}/privateDnsZones/privatelink.servicebus.windows.net`;
const premium = { name: 'ams-dev-bus', resourceGroup, sku: 'Premium' } as const;

function endpointOf(props: Partial<PrivateEndpointProps>, namespaceProps: Partial<ServiceBusNamespaceProps> = {}) {
  const { resource } = synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { ...premium, ...namespaceProps });
    namespace.addPrivateEndpoint('bus-endpoint', { subnetId, ...props });
  });
  return Object.values(resource['azurerm_private_endpoint'] ?? {});
}

describe('ServiceBusPrivateEndpoint', () => {
  it('leads to the namespace, beside which it is put', () => {
    expect(endpointOf({ dnsZone })).toEqual([
      {
        name: 'bus-endpoint',
        resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
        location: 'eastus',
        subnet_id: subnetId,
        private_service_connection: {
          name: 'bus-endpoint',
          private_connection_resource_id: '${azurerm_servicebus_namespace.bus.id}',
          subresource_names: ['namespace'],
          is_manual_connection: false,
        },
        private_dns_zone_group: { name: 'default', private_dns_zone_ids: [dnsZone] },
      },
    ]);
  });

  it('passes on every setting', () => {
    expect(
      endpointOf({
        dnsManagedElsewhere: true,
        resourceGroup: { name: 'network', location: 'westeurope' },
        ipAddress: '10.0.0.5',
        networkInterfaceName: 'bus-nic',
        requestMessage: 'Orders of the shop.',
        tags: { team: 'network' },
      }),
    ).toEqual([
      {
        name: 'bus-endpoint',
        resource_group_name: 'network',
        location: 'westeurope',
        subnet_id: subnetId,
        custom_network_interface_name: 'bus-nic',
        private_service_connection: {
          name: 'bus-endpoint',
          private_connection_resource_id: '${azurerm_servicebus_namespace.bus.id}',
          subresource_names: ['namespace'],
          is_manual_connection: true,
          request_message: 'Orders of the shop.',
        },
        ip_configuration: [
          {
            name: 'bus-endpoint',
            private_ip_address: '10.0.0.5',
            subresource_name: 'namespace',
            member_name: 'namespace',
          },
        ],
        lifecycle: { ignore_changes: ['private_dns_zone_group'] },
        tags: { team: 'network' },
      },
    ]);
  });

  it('enters its address in a zone of the stack', () => {
    const { resource } = synthesize((scope) => {
      const zone = new ServiceBusPrivateDnsZone(scope, 'zone', { resourceGroupName: 'network' });
      new ServiceBusNamespace(scope, 'bus', premium).addPrivateEndpoint('bus-endpoint', { subnetId, dnsZone: zone });
    });
    expect(Object.values(resource['azurerm_private_endpoint'] ?? {})).toMatchObject([
      { private_dns_zone_group: { private_dns_zone_ids: ['${azurerm_private_dns_zone.zone.id}'] } },
    ]);
  });

  it('joins application security groups', () => {
    const group = `${network}/applicationSecurityGroups/clients`;
    const { resource } = synthesize((scope) => {
      new ServiceBusNamespace(scope, 'bus', premium).addPrivateEndpoint('bus-endpoint', {
        subnetId,
        dnsZone,
        applicationSecurityGroups: { clients: group },
      });
    });
    const associations = resource['azurerm_private_endpoint_application_security_group_association'] ?? {};
    expect(Object.values(associations)).toEqual([
      {
        application_security_group_id: group,
        private_endpoint_id: expect.stringMatching(/^\$\{azurerm_private_endpoint\.bus_bus-endpoint_\w+\.id\}$/),
      },
    ]);
  });

  it('refuses what is no application security group', () => {
    expect(() => endpointOf({ dnsZone, applicationSecurityGroups: { clients: 'clients' } })).toThrow(
      "applicationSecurityGroups['clients'] is 'clients', but the id of an application security group is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/applicationSecurityGroups/<name>. Give the group's id, not its name.",
    );
  });

  const warningsOf = (props: Partial<PrivateEndpointProps>) =>
    warnings((scope) => {
      new ServiceBusNamespace(scope, 'bus', premium).addPrivateEndpoint('bus-endpoint', { subnetId, ...props });
    });

  it('warns where nobody enters its address', () => {
    expect(warningsOf({})).toEqual([
      'stack/bus/bus-endpoint: dnsZone is left out, so that clients in the network go on finding the public address. Give a ServiceBusPrivateDnsZone, or set dnsManagedElsewhere where somebody else enters the address.',
    ]);
  });

  it.each([{ dnsZone }, { dnsManagedElsewhere: true }])('does not warn with %p', (props) => {
    expect(warningsOf(props)).toEqual([]);
  });

  it.each<[Partial<PrivateEndpointProps>, Partial<ServiceBusNamespaceProps>, string]>([
    [
      {},
      { sku: 'Standard' },
      "name is 'bus-endpoint', but Standard has no private endpoints. Choose the tier Premium.",
    ],
    [
      { subnetId: 'endpoints' },
      {},
      "subnetId is 'endpoints', but the id of a subnet is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<network>/subnets/<name>. Give the subnet's id, not its name.",
    ],
    [
      { dnsZone: `${network}/privateDnsZones/contoso.com` },
      {},
      'but clients look for namespaces in the zone privatelink.servicebus.windows.net. Give the zone of that name.',
    ],
    [
      { dnsZone: 'privatelink.servicebus.windows.net' },
      {},
      "but the id of a private DNS zone is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/privateDnsZones/<name>. Give the zone's id, not its name.",
    ],
    [
      { dnsZone, dnsManagedElsewhere: true },
      {},
      `dnsManagedElsewhere is true, but the address is entered by Terraform or by somebody else, and dnsZone is '${dnsZone}'. Leave one of dnsZone and dnsManagedElsewhere out.`,
    ],
    [
      { ipAddress: 'fd00::5' },
      {},
      "ipAddress is 'fd00::5', but a private address is an IPv4 address of the subnet. Give one that is free there, or leave ipAddress out for the next one.",
    ],
    [
      { requestMessage: '' },
      {},
      "requestMessage is '', but a request has 1 to 140 characters. Say who asks and what for, or leave requestMessage out where no approval is needed.",
    ],
    [{ tags: { 'a?': 'b' } }, {}, "tags['a?'] is 'b', but a tag's name has none of"],
  ])('refuses %p in %p', (props, namespaceProps, message) => {
    expect(() => endpointOf(props, namespaceProps)).toThrow('Azure would refuse stack/bus/bus-endpoint:');
    expect(() => endpointOf(props, namespaceProps)).toThrow(message);
  });

  it('refuses a name that Azure would refuse', () => {
    expect(() =>
      synthesize((scope) => {
        new ServiceBusNamespace(scope, 'bus', premium).addPrivateEndpoint('bus-', { subnetId, dnsZone });
      }),
    ).toThrow("name is 'bus-', but a private endpoint's name has 1 to 80 letters");
  });

  it('refuses a region that nobody said', () => {
    const id = '/subscriptions/0000/resourceGroups/ordering-rg/providers/Microsoft.ServiceBus/namespaces/contoso-bus';
    expect(() =>
      synthesize((scope) => {
        ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id }).addPrivateEndpoint('bus-endpoint', {
          subnetId,
          dnsZone,
        });
      }),
    ).toThrow(
      "Azure would refuse stack/bus/bus-endpoint:\n  - resourceGroup is undefined, but an endpoint has a region, and nobody said the namespace's. Give resourceGroup, or tell fromNamespaceId the location.",
    );
  });
});
