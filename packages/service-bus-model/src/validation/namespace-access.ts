import { tiers } from '../tiers.js';
import type { NamespaceTraits } from './entity.js';
import { noneOf } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/**
 * The lowest TLS that clients may speak. Azure retired 1.0 and 1.1 for Service Bus on 20 October 2025; the azurerm
 * provider 4.55 does not know 1.3 yet.
 *
 * Source: "Configure the minimum TLS version for a Service Bus namespace" (learn.microsoft.com).
 */
export type TlsVersion = '1.2';

/** Who gets as far as the namespace's door. */
export interface NamespaceAccess {
  readonly minimumTlsVersion: TlsVersion;
  /** Whether it can be reached from the internet. */
  readonly publicNetworkAccessEnabled: boolean;
}

const tlsVersions: readonly TlsVersion[] = ['1.2'];

/** What Azure would refuse in such a namespace's access. Absent properties, and an unknown tier, are not judged. */
export function namespaceAccessProblems(
  access: Partial<NamespaceAccess>,
  { sku }: NamespaceTraits,
): readonly Problem[] {
  const requirements: readonly Requirement<Partial<NamespaceAccess>>[] = [
    {
      property: 'minimumTlsVersion',
      refuses: noneOf(tlsVersions),
      rule: 'Azure retired TLS 1.0 and 1.1, and the azurerm provider knows none above 1.2',
      cure: 'Leave minimumTlsVersion out: clients that speak TLS 1.3 do so all the same.',
    },
    {
      property: 'publicNetworkAccessEnabled',
      refuses: (enabled) => !enabled && sku !== undefined && Object.hasOwn(tiers, sku) && !tiers[sku].isolation,
      rule: `${sku} has no private endpoints, so that nobody could reach the namespace`,
      cure: 'Leave publicNetworkAccessEnabled out, or choose the tier Premium.',
      taken: true,
    },
  ];
  return problemsOf(access, requirements);
}
