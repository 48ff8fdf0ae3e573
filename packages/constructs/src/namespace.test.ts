import { Lazy, Token } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { ServiceBusNamespace, type ServiceBusNamespaceProps } from './index.js';

function namespaceOf(props: Partial<ServiceBusNamespaceProps>) {
  return synthesize((scope) => new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, ...props }))
    .resource['azurerm_servicebus_namespace'];
}

describe('ServiceBusNamespace', () => {
  it('is a Standard namespace when nothing else is said', () => {
    expect(namespaceOf({})).toEqual({
      bus: {
        name: 'ams-dev-bus',
        resource_group_name: 'messaging',
        location: 'eastus',
        sku: 'Standard',
        capacity: 0,
        premium_messaging_partitions: 0,
      },
    });
  });

  it('takes one messaging unit and one partition on Premium when nothing else is said', () => {
    expect(namespaceOf({ sku: 'Premium' })).toMatchObject({ bus: { capacity: 1, premium_messaging_partitions: 1 } });
  });

  it('takes one messaging unit for each Premium partition when no capacity is said', () => {
    expect(namespaceOf({ sku: 'Premium', premiumMessagingPartitions: 4 })).toMatchObject({ bus: { capacity: 4 } });
  });

  it('passes on what is said of access and tags', () => {
    expect(
      namespaceOf({ localAuthEnabled: false, publicNetworkAccessEnabled: false, tags: { team: 'ordering' } }),
    ).toMatchObject({
      bus: { local_auth_enabled: false, public_network_access_enabled: false, tags: { team: 'ordering' } },
    });
  });

  it('refuses what Azure would refuse stack/and names path, value, rule and cure', () => {
    expect(() => namespaceOf({ name: 'ams-sb', capacity: 2 })).toThrow(
      [
        'Azure would refuse stack/bus:',
        "  - name is 'ams-sb', but a namespace's name has 6 to 50 letters, digits and hyphens, starts with a letter, ends with a letter or digit, and does not end in -sb or -mgmt. Choose for example 'messaging-dev-bus'.",
        '  - capacity is 2, but Standard has 0 messaging units. Leave capacity out, or choose the tier Premium.',
      ].join('\n'),
    );
  });

  it('does not judge a name and a capacity that only Terraform knows', () => {
    const name = Lazy.stringValue({ produce: () => '${var.name}' });
    const capacity = Token.asNumber('${var.capacity}');
    expect(namespaceOf({ name, sku: 'Premium', capacity })).toMatchObject({
      bus: { name: '${var.name}', capacity: '${var.capacity}' },
    });
  });

  it('counts the access rule that Azure makes itself among the twelve', () => {
    synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      for (let index = 1; index <= 11; index++) namespace.addAccessRule(`rule-${index}`, { rights: ['Send'] });
      expect(() => namespace.addAccessRule('rule-12', { rights: ['Send'] })).toThrow(
        'at most 12 access rules, and these are 13',
      );
    });
  });
});
