import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import { TerraformOutput } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { ServiceBusNamespace, type NamespaceIdentityProps } from './index.js';

const id =
  '/subscriptions/0000/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader';

function identityOf(identity: NamespaceIdentityProps) {
  const { resource } = synthesize(
    (scope) => new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, identity }),
  );
  return resource['azurerm_servicebus_namespace']?.['bus']?.['identity'];
}

describe('the identity of a namespace', () => {
  it.each<[NamespaceIdentityProps, object]>([
    [{ systemAssigned: true }, { type: 'SystemAssigned' }],
    [{ userAssigned: [id] }, { type: 'UserAssigned', identity_ids: [id] }],
    [
      { systemAssigned: true, userAssigned: [{ id }] },
      { type: 'SystemAssigned, UserAssigned', identity_ids: [id] },
    ],
  ])('is written for %p', (identity, block) => {
    expect(identityOf(identity)).toEqual(block);
  });

  it('can be a resource of the stack', () => {
    const { resource } = synthesize((scope) => {
      const group = { resourceGroupName: resourceGroup.name, location: resourceGroup.location };
      const reader = new UserAssignedIdentity(scope, 'reader', { name: 'reader', ...group });
      new ServiceBusNamespace(scope, 'bus', {
        name: 'ams-dev-bus',
        resourceGroup,
        identity: { userAssigned: [reader] },
      });
    });
    expect(resource['azurerm_servicebus_namespace']).toMatchObject({
      bus: { identity: { type: 'UserAssigned', identity_ids: ['${azurerm_user_assigned_identity.reader.id}'] } },
    });
  });

  it('has a principal id to grant access to', () => {
    synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', {
        name: 'ams-dev-bus',
        resourceGroup,
        identity: { systemAssigned: true },
      });
      const output = new TerraformOutput(scope, 'principal', { value: namespace.principalId });
      expect(output.toTerraform()).toBeDefined();
    });
  });

  it('has no principal id of its own where it is not system-assigned', () => {
    synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      expect(() => namespace.principalId).toThrow(
        'Azure would refuse stack/bus:\n  - identity.systemAssigned is false, but a namespace has a principal id of its own only with a system-assigned identity. Set identity: { systemAssigned: true }, or use the principal id of the user-assigned identity.',
      );
    });
  });

  it.each<[NamespaceIdentityProps, string]>([
    [
      {},
      "identity is {}, but an identity is the system's, one or more that are user-assigned, or both. Set systemAssigned to true, name user-assigned ones, or leave identity out.",
    ],
    [
      { userAssigned: ['reader'] },
      "identity.userAssigned[0] is 'reader', but the id of a user-assigned identity is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>. Give the identity's id, not its name or its principal id.",
    ],
  ])('is refused as Azure would: %p', (identity, message) => {
    expect(() => identityOf(identity)).toThrow(`Azure would refuse stack/bus:\n  - ${message}`);
  });
});
