import { isResourceId, resourceIdShapes } from '../resource-ids.js';
import { tiers } from '../tiers.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** What a namespace itself is to other services of Azure, such as a key vault. */
export interface NamespaceIdentity {
  /** Whether Azure makes one that lives and dies with the namespace. */
  readonly systemAssigned?: boolean;
  /** Ids of identities that exist by themselves. Undefined entries are not known yet, and not judged. */
  readonly userAssigned?: readonly (string | undefined)[];
}

/** A key of one's own that the messages are encrypted with. */
export interface CustomerManagedKey {
  readonly keyVaultKeyId: string;
  /** Id of the user-assigned identity that reads the key. */
  readonly identityId: string;
}

/** What Azure would refuse in an identity. */
export function namespaceIdentityProblems(identity: NamespaceIdentity): readonly Problem[] {
  const { systemAssigned = false, userAssigned = [] } = identity;
  const { kind, example } = resourceIdShapes.userAssignedIdentity;
  if (!systemAssigned && userAssigned.length === 0) {
    return [
      {
        property: 'identity',
        value: identity,
        rule: "an identity is the system's, one or more that are user-assigned, or both",
        cure: 'Set systemAssigned to true, name user-assigned ones, or leave identity out.',
      },
    ];
  }
  return userAssigned.flatMap((id, index) =>
    id === undefined || isResourceId(id, resourceIdShapes.userAssignedIdentity)
      ? []
      : [
          {
            property: `identity.userAssigned[${index}]`,
            value: id,
            rule: `the id of ${kind} is ${example}`,
            cure: "Give the identity's id, not its name or its principal id.",
          },
        ],
  );
}

function keyRequirements({ sku }: NamespaceTraits): readonly Requirement<Partial<CustomerManagedKey>>[] {
  return [
    {
      property: 'keyVaultKeyId',
      refuses: () => sku !== undefined && Object.hasOwn(tiers, sku) && !tiers[sku].isolation,
      rule: `${sku} encrypts with Microsoft's keys alone`,
      cure: 'Leave the customer-managed key out, or choose the tier Premium.',
    },
    {
      property: 'keyVaultKeyId',
      refuses: (id) => !isKeyId(id),
      rule: "a key's id is https://<vault>/keys/<name>, and /<version> after it to stay with one version",
      cure: "Give the key's id; without a version Azure takes each new one by itself.",
    },
  ];
}

/**
 * What Azure would refuse in the key of such a namespace. Absent properties are not judged.
 *
 * @param identity what the namespace has, where the key is read by a user-assigned identity
 */
export function customerManagedKeyProblems(
  key: Partial<CustomerManagedKey>,
  namespace: NamespaceTraits,
  identity?: NamespaceIdentity,
): readonly Problem[] {
  return [
    ...problemsOf(key, keyRequirements(namespace)),
    ...(identity === undefined ? [] : readerProblems(key, identity)),
  ].map((problem) => ({ ...problem, property: `customerManagedKey.${problem.property}` }));
}

/** The key is read by an identity that the namespace has. */
function readerProblems(
  { identityId }: Partial<CustomerManagedKey>,
  { userAssigned = [] }: NamespaceIdentity,
): readonly Problem[] {
  const wanted = identityId?.toLowerCase();
  const mayHave = userAssigned.some((id) => id === undefined || wanted === undefined || id.toLowerCase() === wanted);
  if (mayHave) return [];
  return [
    {
      property: 'identity',
      value: identityId,
      rule: 'Azure reads the key with an identity that the namespace has',
      cure: 'Name the same identity in identity.userAssigned.',
    },
  ];
}

function isKeyId(id: string): boolean {
  if (!URL.canParse(id)) return false;
  const { protocol, pathname } = new URL(id);
  return protocol === 'https:' && /^\/keys\/[-A-Za-z0-9]+(?:\/[A-Za-z0-9]+)?$/.test(pathname);
}
