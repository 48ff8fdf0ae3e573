import { describeProblem, networkRuleSetProblems, type NamespaceTraits, type NetworkRuleSet } from './index.js';

const premium: NamespaceTraits = { sku: 'Premium' };
const standard: NamespaceTraits = { sku: 'Standard' };
const subnetId =
  '/subscriptions/0000/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps';
const addresses = (count: number) => Array.from({ length: count }, (_, index) => `203.0.113.${index % 256}`);

describe('networkRuleSetProblems', () => {
  it.each<[Partial<NetworkRuleSet>, NamespaceTraits]>([
    [{}, standard],
    [{ defaultAction: 'Allow' }, standard],
    [{ defaultAction: 'Deny', ipRules: ['203.0.113.7', '198.51.100.0/24', undefined] }, standard],
    [{ defaultAction: 'Deny', ipRules: addresses(128) }, { sku: 'Basic' }],
    [{ defaultAction: 'Deny', subnets: [{ subnetId }, {}], trustedServicesAllowed: true }, premium],
    [{ subnets: [{ subnetId }], trustedServicesAllowed: true }, {}],
    [{ trustedServicesAllowed: false, subnets: [] }, standard],
  ])('accepts %p on %p', (ruleSet, namespace) => {
    expect(networkRuleSetProblems(ruleSet, namespace)).toEqual([]);
  });

  it.each<[Partial<NetworkRuleSet>, NamespaceTraits, string]>([
    [
      { defaultAction: 'deny' as 'Deny' },
      premium,
      "networkRuleSet.defaultAction is 'deny', but a default action is 'Allow' or 'Deny'. Choose one of them.",
    ],
    [
      { defaultAction: 'Deny' },
      premium,
      "networkRuleSet.defaultAction is 'Deny', but Azure denies nobody while there is no rule that lets somebody in. Add the addresses or subnets of the clients, or set publicNetworkAccessEnabled to false.",
    ],
    [
      { ipRules: ['2001:db8::1'] },
      premium,
      "networkRuleSet.ipRules[0] is '2001:db8::1', but an IP rule is an IPv4 address or a range in CIDR notation. Give for example '203.0.113.7' or '203.0.113.0/24'.",
    ],
    [
      { ipRules: ['203.0.113.7', '203.0.113.0/33'] },
      premium,
      "networkRuleSet.ipRules[1] is '203.0.113.0/33', but an IP",
    ],
    [{ ipRules: ['203.0.113.0/24/8'] }, premium, "networkRuleSet.ipRules[0] is '203.0.113.0/24/8', but an IP rule"],
    [{ ipRules: ['203.0.113.0/'] }, premium, "networkRuleSet.ipRules[0] is '203.0.113.0/', but an IP rule"],
    [
      { ipRules: addresses(127), subnets: [{ subnetId }, { subnetId }] },
      premium,
      'a namespace has at most 128 network rules, and these are 127 addresses and 2 subnets. Put addresses together to ranges, or let the clients in by a private endpoint.',
    ],
    [
      { subnets: [{ subnetId: 'apps' }] },
      premium,
      "networkRuleSet.subnets[0].subnetId is 'apps', but the id of a subnet is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<network>/subnets/<name>. Give the subnet's id, not its name.",
    ],
    [
      { subnets: [{ subnetId }] },
      standard,
      'but Standard has no network rules for subnets. Choose the tier Premium, or let the addresses of the network in by ipRules.',
    ],
    [
      { trustedServicesAllowed: true },
      { sku: 'Basic' },
      'networkRuleSet.trustedServicesAllowed is true, but Basic has no exception for trusted services. Leave trustedServicesAllowed out, or choose the tier Premium.',
    ],
  ])('refuses %p on %p', (ruleSet, namespace, message) => {
    expect(networkRuleSetProblems(ruleSet, namespace).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});
