import { customerManagedKeyProblems, type NamespaceTraits, type Problem } from '@ams/service-bus-model';
import type { ServicebusNamespaceCustomerManagedKey } from '@cdktf/provider-azurerm/lib/servicebus-namespace/index.js';
import type { IResolvable } from 'cdktf';
import { identityId, judgedIdentity, type IdentityReference, type NamespaceIdentityProps } from './identity.js';
import { known } from './known.js';

export interface CustomerManagedKeyProps {
  /**
   * Id of the key in its vault: `https://<vault>/keys/<name>`, with `/<version>` to stay with one version. The vault needs
   * soft delete and purge protection.
   */
  readonly keyVaultKeyId: string;
  /** The identity that reads the key, which is among the namespace's user-assigned ones. */
  readonly identity: IdentityReference;
  /**
   * Whether Azure encrypts once more below, with a key of Microsoft's. A change replaces the namespace and loses its
   * messages.
   * @default false
   */
  readonly infrastructureEncryptionEnabled?: boolean | IResolvable;
}

/** What Azure would refuse in the key, as far as it is known at synth. */
export function judgedKeyProblems(
  { keyVaultKeyId, identity }: CustomerManagedKeyProps,
  namespace: NamespaceTraits,
  identities: NamespaceIdentityProps = {},
): readonly Problem[] {
  const key = known({ keyVaultKeyId, identityId: identityId(identity) });
  return customerManagedKeyProblems(key, namespace, judgedIdentity(identities));
}

/** What to write to Terraform. */
export function keyBlock({
  keyVaultKeyId,
  identity,
  infrastructureEncryptionEnabled,
}: CustomerManagedKeyProps): ServicebusNamespaceCustomerManagedKey {
  return {
    keyVaultKeyId,
    identityId: identityId(identity),
    ...(infrastructureEncryptionEnabled !== undefined && { infrastructureEncryptionEnabled }),
  };
}
