import { synthesize } from '../test/synthesize.js';
import { ServiceBusPrivateDnsZone, type ServiceBusPrivateDnsZoneProps } from './index.js';

const network = '/subscriptions/0000/resourceGroups/network/providers/Microsoft.Network/virtualNetworks';

const zoneWith = (props: Partial<ServiceBusPrivateDnsZoneProps>) =>
  synthesize((scope) => new ServiceBusPrivateDnsZone(scope, 'zone', { resourceGroupName: 'network', ...props }))
    .resource;

describe('ServiceBusPrivateDnsZone', () => {
  it("is the zone of Service Bus's private addresses", () => {
    expect(zoneWith({})).toEqual({
      azurerm_private_dns_zone: {
        zone: { name: 'privatelink.servicebus.windows.net', resource_group_name: 'network' },
      },
    });
  });

  it('is linked to the networks whose clients look there', () => {
    const { azurerm_private_dns_zone, azurerm_private_dns_zone_virtual_network_link: links = {} } = zoneWith({
      virtualNetworks: { hub: `${network}/hub`, apps: `${network}/apps` },
      tags: { team: 'network' },
    });
    expect(azurerm_private_dns_zone).toMatchObject({ zone: { tags: { team: 'network' } } });
    expect(Object.values(links)).toEqual(
      ['apps', 'hub'].map((name) => ({
        name,
        private_dns_zone_name: '${azurerm_private_dns_zone.zone.name}',
        resource_group_name: '${azurerm_private_dns_zone.zone.resource_group_name}',
        virtual_network_id: `${network}/${name}`,
        tags: { team: 'network' },
      })),
    );
  });

  it.each<[Partial<ServiceBusPrivateDnsZoneProps>, string]>([
    [
      { virtualNetworks: { 'the hub': `${network}/hub` } },
      "name is 'the hub', but a virtual network link's name has 1 to 80 letters, digits and . - _, starts with a letter or digit, and ends with a letter, digit or underscore. Choose for example 'hub'.",
    ],
    [
      { virtualNetworks: { hub: 'hub' } },
      "virtualNetworkId is 'hub', but the id of a virtual network is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>. Give the network's id, not its name.",
    ],
    [{ tags: { 'a?': 'b' } }, "tags['a?'] is 'b', but a tag's name has none of"],
  ])('refuses %p', (props, message) => {
    expect(() => zoneWith(props)).toThrow(`Azure would refuse stack/zone:\n  - ${message}`);
  });
});
