import type { DefaultAction, NetworkRuleSet, SubnetRule } from '@ams/service-bus-model';
import type { ServicebusNamespaceNetworkRuleSet } from '@cdktf/provider-azurerm/lib/servicebus-namespace/index.js';
import type { IResolvable } from 'cdktf';
import { known, knownValue } from './known.js';

/** Which networks reach the namespace over its public address; at most 128 addresses, ranges and subnets. */
export interface NetworkRuleSetProps {
  /**
   * What becomes of connections that no rule lets in.
   * @default 'Deny' where there are rules, 'Allow' otherwise
   */
  readonly defaultAction?: DefaultAction;
  /**
   * IPv4 addresses, and ranges in CIDR notation, that are let in.
   * @default none
   */
  readonly ipRules?: readonly string[];
  /**
   * Subnets that are let in through their service endpoint `Microsoft.ServiceBus`. Premium alone.
   * @default none
   */
  readonly subnets?: readonly SubnetRule[];
  /**
   * Whether Azure's trusted services, such as Event Grid and Azure Monitor, are let in. Premium alone.
   * @default false
   */
  readonly trustedServicesAllowed?: boolean;
}

/** How many rules let somebody in. */
export function networkRuleCount({ ipRules = [], subnets = [] }: NetworkRuleSetProps): number {
  return ipRules.length + subnets.length;
}

export function defaultActionOf(rules: NetworkRuleSetProps): DefaultAction {
  return rules.defaultAction ?? (networkRuleCount(rules) > 0 ? 'Deny' : 'Allow');
}

/** What of it is known at synth. */
export function judgedRuleSet(rules: NetworkRuleSetProps): Partial<NetworkRuleSet> {
  const { ipRules = [], subnets = [], trustedServicesAllowed } = rules;
  return {
    ...known({ defaultAction: defaultActionOf(rules), trustedServicesAllowed }),
    ipRules: ipRules.map((ip) => knownValue(ip)),
    subnets: subnets.map((subnet) => known({ ...subnet })),
  };
}

/**
 * What to write to Terraform.
 *
 * @param publicNetworkAccessEnabled as the namespace has it: where block and namespace differ, each plan changes one
 */
export function ruleSetBlock(
  rules: NetworkRuleSetProps,
  publicNetworkAccessEnabled: boolean | IResolvable | undefined,
): ServicebusNamespaceNetworkRuleSet {
  const { ipRules = [], subnets = [], trustedServicesAllowed } = rules;
  return {
    defaultAction: defaultActionOf(rules),
    ...(publicNetworkAccessEnabled !== undefined && { publicNetworkAccessEnabled }),
    ...(trustedServicesAllowed !== undefined && { trustedServicesAllowed }),
    ...(ipRules.length > 0 && { ipRules: [...ipRules] }),
    ...(subnets.length > 0 && {
      networkRules: subnets.map(({ subnetId, ignoreMissingServiceEndpoint }) => ({
        subnetId,
        ...(ignoreMissingServiceEndpoint !== undefined && {
          ignoreMissingVnetServiceEndpoint: ignoreMissingServiceEndpoint,
        }),
      })),
    }),
  };
}
