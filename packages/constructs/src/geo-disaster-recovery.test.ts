import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  GeoDisasterRecovery,
  ServiceBusNamespace,
  ServiceBusQueue,
  type GeoDisasterRecoveryProps,
  type ServiceBusNamespaceProps,
} from './index.js';

type Side = Partial<ServiceBusNamespaceProps>;

function pairIn(scope: Construct, props: Partial<GeoDisasterRecoveryProps> = {}, ours: Side = {}, theirs: Side = {}) {
  const elsewhere = { name: 'messaging-west', location: 'westus' };
  const both = { sku: 'Premium' } as const;
  const primary = new ServiceBusNamespace(scope, 'east', { ...both, name: 'ams-east', resourceGroup, ...ours });
  const west = { ...both, name: 'ams-west', resourceGroup: elsewhere, ...theirs };
  const secondary = new ServiceBusNamespace(scope, 'west', west);
  return new GeoDisasterRecovery(scope, 'recovery', { alias: 'ams-orders', primary, secondary, ...props });
}

/** The errors with which the pair would end an app's synth. */
function errorsOf(build: (scope: Construct) => void): string {
  const stack = new TerraformStack(Testing.app(), 'stack');
  build(stack);
  const pairs = stack.node.findAll().filter((node) => node instanceof GeoDisasterRecovery);
  return pairs.flatMap(({ node }) => node.validate()).join('\n');
}

const subnetId =
  '/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints';
const dnsManagedElsewhere = true;

describe('GeoDisasterRecovery', () => {
  it('pairs two namespaces under an alias', () => {
    const { resource } = synthesize((scope) => {
      expect(pairIn(scope).hostname).toBe('ams-orders.servicebus.windows.net');
    });
    expect(resource['azurerm_servicebus_namespace_disaster_recovery_config']).toEqual({
      recovery: {
        name: 'ams-orders',
        primary_namespace_id: '${azurerm_servicebus_namespace.east.id}',
        partner_namespace_id: '${azurerm_servicebus_namespace.west.id}',
      },
    });
  });

  it("gives the alias's keys of a rule", () => {
    const { resource } = synthesize((scope) => {
      const primary = new ServiceBusNamespace(scope, 'bus', { name: 'ams-main', resourceGroup, sku: 'Premium' });
      const accessRule = primary.addAccessRule('worker', { rights: ['Listen'] });
      pairIn(scope, { primary, accessRule });
    });
    expect(resource['azurerm_servicebus_namespace_disaster_recovery_config']?.['recovery']).toMatchObject({
      alias_authorization_rule_id:
        '${azurerm_servicebus_namespace.bus.id}/disasterRecoveryConfigs/ams-orders/authorizationRules/${azurerm_servicebus_namespace_authorization_rule.bus_worker.name}',
    });
  });

  it('offers connection strings with the alias', () => {
    const secrets = ['primaryConnectionString', 'secondaryConnectionString', 'primaryKey', 'secondaryKey'] as const;
    const { output } = synthesize((scope) => {
      const pair = pairIn(scope);
      for (const secret of secrets) new TerraformOutput(scope, secret, { value: pair[secret], sensitive: true });
    });
    expect(Object.values(output ?? {}).map(({ value }) => value)).toEqual(
      [
        'primary_connection_string_alias',
        'default_primary_key',
        'secondary_connection_string_alias',
        'default_secondary_key',
      ].map((name) => `\${azurerm_servicebus_namespace_disaster_recovery_config.recovery.${name}}`),
    );
  });

  it('grants access to both namespaces', () => {
    const { resource } = synthesize((scope) => {
      const pair = pairIn(scope);
      const principal = { principalId: '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978', principalType: 'Group' } as const;
      pair.grantSend(principal);
      pair.grantReceive(principal);
      pair.grantManage(principal);
    });
    const assigned = Object.values(resource['azurerm_role_assignment'] ?? {});
    expect(assigned.map((one) => `${String(one['role_definition_name'])} ${String(one['scope'])}`)).toEqual(
      ['east', 'west'].flatMap((side) =>
        ['Owner', 'Receiver', 'Sender'].map(
          (role) => `Azure Service Bus Data ${role} \${azurerm_servicebus_namespace.${side}.id}`,
        ),
      ),
    );
  });

  it('waits for the private endpoints of both', () => {
    const { resource } = synthesize((scope) => {
      const { primary, secondary } = pairIn(scope);
      primary.addPrivateEndpoint('east', { subnetId, dnsManagedElsewhere });
      secondary.addPrivateEndpoint('west', { subnetId, dnsManagedElsewhere });
    });
    const [pair] = Object.values(resource['azurerm_servicebus_namespace_disaster_recovery_config'] ?? {});
    expect(pair?.['depends_on']).toEqual(
      Object.keys(resource['azurerm_private_endpoint'] ?? {}).map((name) => `azurerm_private_endpoint.${name}`),
    );
  });

  it('can be protected, and waited for', () => {
    const { resource } = synthesize((scope) => {
      pairIn(scope, { preventDestroy: true, timeouts: { create: 'PT1H' } });
    });
    expect(resource['azurerm_servicebus_namespace_disaster_recovery_config']?.['recovery']).toMatchObject({
      lifecycle: { prevent_destroy: true },
      timeouts: { create: '3600s' },
    });
  });

  it.each<[Partial<GeoDisasterRecoveryProps>, Side, Side, string]>([
    [
      { alias: 'a b' },
      {},
      {},
      "alias is 'a b', but an alias has 6 to 50 letters, digits and hyphens, starts with a letter and ends with a letter or digit. Choose for example 'contoso-orders'.",
    ],
    [
      {},
      { sku: 'Standard' },
      {},
      "primary.sku is 'Standard', but Standard has no geo-disaster recovery. Choose the tier Premium for both namespaces.",
    ],
    [{}, {}, { sku: 'Basic' }, "secondary.sku is 'Basic', but Basic has no geo-disaster recovery."],
    [
      {},
      {},
      { resourceGroup: { name: 'other', location: 'East US' } },
      "secondary.location is 'East US', but the namespaces of a pair are in different regions, and the primary is in that one. Put the secondary into another region.",
    ],
    [
      {},
      { premiumMessagingPartitions: 2, capacity: 2 },
      {},
      'secondary.premiumMessagingPartitions is 1, but a partitioned namespace is paired with a partitioned one alone, and the primary has 2 partitions. Give both namespaces the same number of partitions; it cannot be changed later.',
    ],
    [{ timeouts: { create: 'soon' } }, {}, {}, "timeouts.create is 'soon'"],
  ])('refuses %j of %j and %j', (props, ours, theirs, message) => {
    const pair = () => synthesize((scope) => pairIn(scope, props, ours, theirs));
    expect(pair).toThrow('Azure would refuse stack/recovery:');
    expect(pair).toThrow(message);
  });

  it('refuses an alias that a namespace has as its name', () => {
    const inGroup = '/subscriptions/1/resourceGroups/messaging/providers/Microsoft.ServiceBus/namespaces';
    expect(() =>
      synthesize((scope) => {
        const primary = ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id: `${inGroup}/ams-orders` });
        pairIn(scope, { primary });
      }),
    ).toThrow(
      "alias is 'ams-orders', but an alias is a host of its own, unique in all of Azure, and a namespace has that name. Choose a name that no namespace has.",
    );
  });

  it('refuses a namespace paired with itself', () => {
    expect(() =>
      synthesize((scope) => {
        const inGroup = '/subscriptions/1/resourceGroups/messaging/providers/Microsoft.ServiceBus/namespaces';
        const primary = ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id: `${inGroup}/ams-main` });
        pairIn(scope, { primary, secondary: primary });
      }),
    ).toThrow(
      "secondary is 'stack/bus', but a pair has two namespaces, and the primary is that one. Make a second namespace, in another region.",
    );
  });

  it('refuses entities of the secondary, wherever the program makes them', () => {
    const errors = errorsOf((scope) => {
      const { secondary } = pairIn(scope);
      new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace: secondary });
    });
    expect(errors).toBe(
      'Azure would refuse stack/recovery:\n  - secondary is ["stack/orders"], but the secondary of a pair gets its entities from the primary, and has none when it is paired. Make these queues and topics in the primary.',
    );
  });

  it('refuses private endpoints of the primary alone', () => {
    const errors = errorsOf((scope) => {
      pairIn(scope).primary.addPrivateEndpoint('east', { subnetId, dnsManagedElsewhere });
    });
    expect(errors).toContain(
      'primary is ["stack/east/east"], but a primary with private endpoints is paired only with a secondary that has some. Add private endpoints to the secondary, in the same networks, by its addPrivateEndpoint.',
    );
  });

  it('takes entities of the primary', () => {
    expect(
      errorsOf((scope) => {
        new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace: pairIn(scope).primary });
      }),
    ).toBe('');
  });
});
