import { tiers } from '../tiers.js';
import type { NamespaceTraits } from './entity.js';
import type { Problem } from './problem.js';

/** Which JMS clients a subscription is for. */
export interface ClientScope {
  /** The client id that they set; none and an empty one are the same. */
  readonly clientId?: string;
}

/**
 * What Azure would refuse in a subscription that is scoped to a JMS client: JMS 2.0, whose concept it is, is a feature of
 * Premium.
 *
 * Source: "Use Java Message Service 2.0 API with Azure Service Bus Premium" (learn.microsoft.com).
 */
export function clientScopeProblems(scope: ClientScope | undefined, { sku }: NamespaceTraits): readonly Problem[] {
  if (scope === undefined || sku === undefined || !Object.hasOwn(tiers, sku) || tiers[sku].jms) return [];
  return [
    {
      property: 'clientScope',
      value: scope,
      rule: `${sku} has no subscriptions of JMS clients`,
      cure: 'Leave clientScope out, or choose the tier Premium.',
    },
  ];
}
