import type { NamespaceIdentity } from '@ams/service-bus-model';
import type { ServicebusNamespaceIdentity } from '@cdktf/provider-azurerm/lib/servicebus-namespace/index.js';
import { knownValue } from './known.js';

/** A user-assigned identity: the resource, or its id. */
export type IdentityReference = string | { readonly id: string };

/** What a namespace is to other services of Azure, such as a key vault. */
export interface NamespaceIdentityProps {
  /**
   * Whether Azure makes an identity that lives and dies with the namespace.
   * @default false
   */
  readonly systemAssigned?: boolean;
  /**
   * Identities that exist by themselves.
   * @default none
   */
  readonly userAssigned?: readonly IdentityReference[];
}

export function identityId(identity: IdentityReference): string {
  return typeof identity === 'string' ? identity : identity.id;
}

/** What of it is known at synth. */
export function judgedIdentity({ systemAssigned, userAssigned }: NamespaceIdentityProps): NamespaceIdentity {
  return {
    ...(systemAssigned !== undefined && { systemAssigned }),
    ...(userAssigned && { userAssigned: userAssigned.map((identity) => knownValue(identityId(identity))) }),
  };
}

/** What to write to Terraform. */
export function identityBlock({
  systemAssigned = false,
  userAssigned = [],
}: NamespaceIdentityProps): ServicebusNamespaceIdentity {
  const types = [...(systemAssigned ? ['SystemAssigned'] : []), ...(userAssigned.length > 0 ? ['UserAssigned'] : [])];
  return {
    type: types.join(', '),
    ...(userAssigned.length > 0 && { identityIds: userAssigned.map(identityId) }),
  };
}
