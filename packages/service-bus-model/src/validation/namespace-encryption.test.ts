import {
  customerManagedKeyProblems,
  describeProblem,
  namespaceIdentityProblems,
  type CustomerManagedKey,
  type NamespaceIdentity,
  type NamespaceTraits,
} from './index.js';

const premium: NamespaceTraits = { sku: 'Premium' };
const keyVaultKeyId = 'https://contoso.vault.azure.net/keys/messages';
const group = '/subscriptions/0000/resourceGroups/identities/providers/Microsoft.ManagedIdentity';
const identityId = `${group}/userAssignedIdentities/reader`;

describe('namespaceIdentityProblems', () => {
  it.each<NamespaceIdentity>([
    { systemAssigned: true },
    { userAssigned: [identityId, undefined] },
    { systemAssigned: true, userAssigned: [identityId] },
  ])('accepts %p', (identity) => {
    expect(namespaceIdentityProblems(identity)).toEqual([]);
  });

  it.each<[NamespaceIdentity, string]>([
    [
      {},
      "identity is {}, but an identity is the system's, one or more that are user-assigned, or both. Set systemAssigned to true, name user-assigned ones, or leave identity out.",
    ],
    [{ systemAssigned: false, userAssigned: [] }, 'but an identity is the'],
    [
      { userAssigned: ['reader'] },
      "identity.userAssigned[0] is 'reader', but the id of a user-assigned identity is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>. Give the identity's id, not its name or its principal id.",
    ],
  ])('refuses %p', (identity, message) => {
    expect(namespaceIdentityProblems(identity).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});

describe('customerManagedKeyProblems', () => {
  it.each<[Partial<CustomerManagedKey>, NamespaceIdentity | undefined]>([
    [{ keyVaultKeyId }, undefined],
    [{ keyVaultKeyId: `${keyVaultKeyId}/0123456789abcdef` }, undefined],
    [{ keyVaultKeyId, identityId: identityId.toUpperCase() }, { userAssigned: [identityId] }],
    [{ keyVaultKeyId, identityId }, { userAssigned: [undefined] }],
    [{ keyVaultKeyId }, { userAssigned: [identityId] }],
  ])('accepts %p with %p', (key, identity) => {
    expect(customerManagedKeyProblems(key, premium, identity)).toEqual([]);
  });

  it.each<[Partial<CustomerManagedKey>, NamespaceTraits, NamespaceIdentity | undefined, string]>([
    [
      { keyVaultKeyId },
      { sku: 'Standard' },
      undefined,
      "customerManagedKey.keyVaultKeyId is 'https://contoso.vault.azure.net/keys/messages', but Standard encrypts with Microsoft's keys alone. Leave the customer-managed key out, or choose the tier Premium.",
    ],
    [
      { keyVaultKeyId: 'messages' },
      premium,
      undefined,
      "customerManagedKey.keyVaultKeyId is 'messages', but a key's id is https://<vault>/keys/<name>, and /<version> after it to stay with one version. Give the key's id; without a version Azure takes each new one by itself.",
    ],
    [{ keyVaultKeyId: 'https://contoso.vault.azure.net/secrets/messages' }, premium, undefined, "but a key's id is"],
    [
      { identityId },
      premium,
      { systemAssigned: true },
      `customerManagedKey.identity is '${identityId}', but Azure reads the key with an identity that the namespace has. Name the same identity in identity.userAssigned.`,
    ],
    [{ identityId }, premium, { userAssigned: [`${identityId}-2`] }, 'with an identity that the namespace has'],
  ])('refuses %p on %p with %p', (key, namespace, identity, message) => {
    expect(customerManagedKeyProblems(key, namespace, identity).map(describeProblem)).toEqual([
      expect.stringContaining(message),
    ]);
  });
});
