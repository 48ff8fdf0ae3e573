import { readSynthesizedStack } from '@ams/service-bus-model';
import { Lazy, Testing, Token } from 'cdktf';
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

  it('passes on every setting', () => {
    expect(
      namespaceOf({
        sku: 'Premium',
        localAuthEnabled: false,
        publicNetworkAccessEnabled: false,
        minimumTlsVersion: '1.2',
        preventDestroy: true,
        timeouts: { create: 'PT1H' },
        tags: { team: 'ordering' },
      }),
    ).toEqual({
      bus: {
        name: 'ams-dev-bus',
        resource_group_name: 'messaging',
        location: 'eastus',
        sku: 'Premium',
        capacity: 1,
        premium_messaging_partitions: 1,
        local_auth_enabled: false,
        public_network_access_enabled: false,
        minimum_tls_version: '1.2',
        lifecycle: { prevent_destroy: true },
        timeouts: { create: '3600s' },
        tags: { team: 'ordering' },
      },
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

  it.each<[Partial<ServiceBusNamespaceProps>, string]>([
    [
      { minimumTlsVersion: '1.0' as '1.2' },
      "minimumTlsVersion is '1.0', but Azure retired TLS 1.0 and 1.1, and the azurerm provider knows none above 1.2. Leave minimumTlsVersion out: clients that speak TLS 1.3 do so all the same.",
    ],
    [
      { publicNetworkAccessEnabled: false },
      'publicNetworkAccessEnabled is false, but Standard has no private endpoints, so that nobody could reach the namespace. Leave publicNetworkAccessEnabled out, or choose the tier Premium.',
    ],
    [
      { tags: { 'cost/center': '4711' } },
      "tags['cost/center'] is '4711', but a tag's name has none of < > % & \\ ? /. Write the name with hyphens or periods.",
    ],
    [
      { timeouts: { create: 'PT0S' } },
      "timeouts.create is 'PT0S', but a timeout is an ISO 8601 duration of at least PT1S. Give for example 'PT30M'.",
    ],
  ])('refuses %p', (props, message) => {
    expect(() => namespaceOf(props)).toThrow(`Azure would refuse stack/bus:\n  - ${message}`);
  });

  it('knows its host and its region', () => {
    const { resource } = synthesize((scope) => {
      const bus = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      const tags = { partner: bus.hostname, region: bus.location };
      new ServiceBusNamespace(scope, 'other', { name: 'ams-dev-bus-2', resourceGroup, tags });
    });
    expect(resource['azurerm_servicebus_namespace']).toMatchObject({
      other: {
        tags: { partner: '${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net', region: 'eastus' },
      },
    });
  });

  it('is read by the local broker with all that it has', () => {
    const json = Testing.synthScope((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', {
        name: 'ams-dev-bus',
        resourceGroup,
        sku: 'Premium',
        identity: { systemAssigned: true },
        networkRuleSet: { ipRules: ['203.0.113.7'] },
        preventDestroy: true,
      });
      namespace.addAccessRule('operations', { rights: ['Send'] });
      namespace.addPrivateEndpoint('endpoint', { subnetId: '${var.subnet}' });
      namespace.lock('CanNotDelete');
    });
    expect(readSynthesizedStack(JSON.parse(json)).namespace).toMatchObject({ name: 'ams-dev-bus', sku: 'Premium' });
  });
});
