import type { PrincipalReference, PrincipalType, Problem } from '@ams/service-bus-model';
import { TerraformDataSource, TerraformResource, Tokenization, type ComplexObject } from 'cdktf';
import { isUnresolved } from './known.js';

/**
 * Whom access is granted to: a user-assigned identity, a resource with a system-assigned one, anything else that has a
 * principal id or object id, or such an id.
 *
 * Of identities, and of the groups, users and service principals of the azuread provider, the type is known. With
 * an id alone, tell it: otherwise Azure looks the id up, and does not find an identity that was made a moment ago.
 */
export type Principal =
  | string
  | { readonly principalId: string; readonly principalType?: PrincipalType }
  | { readonly objectId: string; readonly principalType?: PrincipalType }
  | { readonly identity: { readonly principalId: string } };

/** How a role assignment names the principal, and what Azure would refuse in it beyond that. */
export interface ReadPrincipal extends Pick<PrincipalReference, 'principalId'> {
  readonly principalType: PrincipalType | undefined;
  readonly problems: readonly Problem[];
}

/** What the resources are that Entra ID knows somebody by. */
const typeOfResource: Readonly<Record<string, PrincipalType>> = {
  azurerm_user_assigned_identity: 'ServicePrincipal',
  azuread_group: 'Group',
  azuread_service_principal: 'ServicePrincipal',
  azuread_user: 'User',
};

export function readPrincipal(principal: Principal): ReadPrincipal {
  if (typeof principal === 'string') return { principalId: principal, principalType: undefined, problems: [] };
  if ('principalId' in principal) return readPrincipalId(principal);
  if ('objectId' in principal) {
    return { principalId: principal.objectId, principalType: typeOf(principal), problems: [] };
  }
  return readPrincipalId(principal.identity);
}

function readPrincipalId(holder: { readonly principalId: string; readonly principalType?: PrincipalType }) {
  const { principalId } = holder;
  // The identity block of a resource, `app.identity`.
  return isBlock(holder)
    ? { principalId, principalType: 'ServicePrincipal' as const, problems: identityProblems(holder) }
    : { principalId, principalType: typeOf(holder), problems: [] };
}

function typeOf(holder: { readonly principalType?: PrincipalType }): PrincipalType | undefined {
  return TerraformResource.isTerraformResource(holder) || TerraformDataSource.isTerraformDataSource(holder)
    ? typeOfResource[holder.terraformResourceType]
    : holder.principalType;
}

/** A block of a resource is a value that CDKTF resolves at synth, which a resource itself is not. */
function isBlock(holder: object): holder is ComplexObject {
  return Tokenization.isResolvable(holder);
}

/** A resource has a principal id of its own only by a system-assigned identity; otherwise Terraform gets an empty one. */
function identityProblems(identity: ComplexObject): readonly Problem[] {
  if (!('typeInput' in identity)) return [];
  const type = identity.typeInput;
  if (isUnresolved(type) || (typeof type === 'string' && type.includes('SystemAssigned'))) return [];
  return [
    {
      property: 'identity.type',
      value: type,
      rule: 'a resource is a principal only with a system-assigned identity',
      cure: "Give it an identity of type 'SystemAssigned', or grant access to the user-assigned identity that it has.",
    },
  ];
}

/** Attributes that are ids too, but not of whom roles are assigned to. Azure takes a client id, and it helps nobody. */
const wrongAttribute = /\.(?:client_id|application_id|tenant_id)\}$|\bazurerm_user_assigned_identity\.[\w-]+\.id\}$/;

/** What Azure would refuse in a principal id that only Terraform knows, by what it refers to. */
export function referenceProblems(expression: string): readonly Problem[] {
  if (!wrongAttribute.test(expression)) return [];
  return [
    {
      property: 'principalId',
      value: expression,
      rule: 'a principal is named by its object id in Entra ID',
      cure: 'Give the principalId of an identity or the objectId of a service principal, or the resource itself.',
    },
  ];
}
