import { TerraformVariable } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import { ServiceBusNamespace, type ServiceBusNamespaceProps } from './index.js';

const subnetId =
  '/subscriptions/0000/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps';
const common = { name: 'ams-dev-bus', resourceGroup, sku: 'Premium' } as const;

function ruleSetOf(props: Partial<ServiceBusNamespaceProps>) {
  const { resource } = synthesize((scope) => new ServiceBusNamespace(scope, 'bus', { ...common, ...props }));
  return resource['azurerm_servicebus_namespace']?.['bus']?.['network_rule_set'];
}

const warningsOf = (props: Partial<ServiceBusNamespaceProps>) =>
  warnings((scope) => new ServiceBusNamespace(scope, 'bus', { ...common, ...props }));

describe('the network rules of a namespace', () => {
  it('deny whom they do not name', () => {
    expect(ruleSetOf({ sku: 'Standard', networkRuleSet: { ipRules: ['203.0.113.7', '198.51.100.0/24'] } })).toEqual({
      default_action: 'Deny',
      ip_rules: ['203.0.113.7', '198.51.100.0/24'],
    });
  });

  it('let subnets and trusted services in', () => {
    const subnets = [{ subnetId, ignoreMissingServiceEndpoint: true }, { subnetId: `${subnetId}-2` }];
    expect(ruleSetOf({ networkRuleSet: { subnets, trustedServicesAllowed: true } })).toEqual({
      default_action: 'Deny',
      trusted_services_allowed: true,
      network_rules: [
        { subnet_id: subnetId, ignore_missing_vnet_service_endpoint: true },
        { subnet_id: `${subnetId}-2` },
      ],
    });
  });

  it('say the same of public access as the namespace, lest each plan changes one of them', () => {
    expect(ruleSetOf({ publicNetworkAccessEnabled: false, networkRuleSet: { trustedServicesAllowed: true } })).toEqual({
      default_action: 'Allow',
      public_network_access_enabled: false,
      trusted_services_allowed: true,
    });
  });

  it('are not judged where only Terraform knows them', () => {
    const { resource } = synthesize((scope) => {
      const address = new TerraformVariable(scope, 'address', {});
      new ServiceBusNamespace(scope, 'bus', { ...common, networkRuleSet: { ipRules: [address.stringValue] } });
    });
    expect(resource['azurerm_servicebus_namespace']).toMatchObject({
      bus: { network_rule_set: { ip_rules: ['${var.address}'] } },
    });
  });

  it.each<[Partial<ServiceBusNamespaceProps>, string]>([
    [
      { networkRuleSet: { defaultAction: 'Deny' } },
      "networkRuleSet.defaultAction is 'Deny', but Azure denies nobody while there is no rule that lets somebody in. Add the addresses or subnets of the clients, or set publicNetworkAccessEnabled to false.",
    ],
    [
      { networkRuleSet: { ipRules: ['everybody'] } },
      "networkRuleSet.ipRules[0] is 'everybody', but an IP rule is an IPv4 address or a range in CIDR notation. Give for example '203.0.113.7' or '203.0.113.0/24'.",
    ],
    [
      { networkRuleSet: { subnets: [{ subnetId: 'apps' }] } },
      "networkRuleSet.subnets[0].subnetId is 'apps', but the id of a subnet is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<network>/subnets/<name>. Give the subnet's id, not its name.",
    ],
    [
      { sku: 'Standard', networkRuleSet: { ipRules: ['203.0.113.7'], trustedServicesAllowed: true } },
      'networkRuleSet.trustedServicesAllowed is true, but Standard has no exception for trusted services. Leave trustedServicesAllowed out, or choose the tier Premium.',
    ],
    [
      { networkRuleSet: { ipRules: Array.from({ length: 129 }, (_, index) => `203.0.${index}.0/24`) } },
      'a namespace has at most 128 network rules, and these are 129 addresses and 0 subnets. Put addresses together to ranges, or let the clients in by a private endpoint.',
    ],
  ])('are refused as Azure would: %p', (props, message) => {
    expect(() => ruleSetOf(props)).toThrow('Azure would refuse stack/bus:');
    expect(() => ruleSetOf(props)).toThrow(message);
  });

  it.each(['Basic', 'Standard'] as const)('let no subnets in on %s', (sku) => {
    expect(() => ruleSetOf({ sku, networkRuleSet: { subnets: [{ subnetId }] } })).toThrow(
      `${sku} has no network rules for subnets. Choose the tier Premium, or let the addresses of the network in by ipRules.`,
    );
  });

  it('warn where everybody is allowed', () => {
    expect(warningsOf({ networkRuleSet: { defaultAction: 'Allow', ipRules: ['203.0.113.7'] } })).toEqual([
      "stack/bus: networkRuleSet.defaultAction is 'Allow', so that its rules keep nobody out. Leave defaultAction out, or the rules.",
    ]);
  });

  it('warn where there is no public address', () => {
    expect(warningsOf({ publicNetworkAccessEnabled: false, networkRuleSet: { ipRules: ['203.0.113.7'] } })).toEqual([
      'stack/bus: networkRuleSet lets nobody in while publicNetworkAccessEnabled is false: the rules are for the public address. Leave one of them out.',
    ]);
  });

  it('do not warn where all is well', () => {
    expect(warningsOf({ networkRuleSet: { ipRules: ['203.0.113.7'] } })).toEqual([]);
  });
});
