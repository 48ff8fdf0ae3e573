import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment/index.js';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusCustomerManagedKey,
  ServiceBusNamespace,
  type CustomerManagedKeyProps,
  type ServiceBusNamespaceProps,
} from './index.js';

const keyVaultKeyId = 'https://contoso.vault.azure.net/keys/messages';
const identity =
  '/subscriptions/0000/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader';
const premium = { name: 'ams-dev-bus', resourceGroup, sku: 'Premium' } as const;

const namespaceIn = (scope: Construct, props: Partial<ServiceBusNamespaceProps> = {}) =>
  new ServiceBusNamespace(scope, 'bus', { ...premium, identity: { systemAssigned: true }, ...props });

describe('a key that a user-assigned identity reads', () => {
  const namespaceWith = (key: CustomerManagedKeyProps, props: Partial<ServiceBusNamespaceProps> = {}) =>
    synthesize((scope) => {
      namespaceIn(scope, { identity: { userAssigned: [identity] }, customerManagedKey: key, ...props });
    }).resource['azurerm_servicebus_namespace'];

  it('is an argument of the namespace', () => {
    expect(namespaceWith({ keyVaultKeyId, identity, infrastructureEncryptionEnabled: true })).toMatchObject({
      bus: {
        identity: { type: 'UserAssigned', identity_ids: [identity] },
        customer_managed_key: {
          key_vault_key_id: keyVaultKeyId,
          identity_id: identity,
          infrastructure_encryption_enabled: true,
        },
      },
    });
  });

  it.each<[CustomerManagedKeyProps, Partial<ServiceBusNamespaceProps>, string]>([
    [
      { keyVaultKeyId, identity },
      { sku: 'Standard' },
      `customerManagedKey.keyVaultKeyId is '${keyVaultKeyId}', but Standard encrypts with Microsoft's keys alone. Leave the customer-managed key out, or choose the tier Premium.`,
    ],
    [
      { keyVaultKeyId: 'messages', identity },
      {},
      "customerManagedKey.keyVaultKeyId is 'messages', but a key's id is https://<vault>/keys/<name>, and /<version> after it to stay with one version. Give the key's id; without a version Azure takes each new one by itself.",
    ],
    [
      { keyVaultKeyId, identity },
      { identity: { systemAssigned: true } },
      `customerManagedKey.identity is '${identity}', but Azure reads the key with an identity that the namespace has. Name the same identity in identity.userAssigned.`,
    ],
  ])('is refused as Azure would: %p in %p', (key, props, message) => {
    expect(() => namespaceWith(key, props)).toThrow(`Azure would refuse stack/bus:\n  - ${message}`);
  });
});

describe('ServiceBusCustomerManagedKey', () => {
  it('is set after its access is granted, and does not make Terraform replace the namespace', () => {
    const { resource } = synthesize((scope) => {
      const namespace = namespaceIn(scope, { preventDestroy: true });
      const grant = new RoleAssignment(scope, 'reads-key', {
        scope: '${var.vault}',
        roleDefinitionName: 'Key Vault Crypto Service Encryption User',
        principalId: namespace.principalId,
      });
      new ServiceBusCustomerManagedKey(scope, 'key', {
        namespace,
        keyVaultKeyId,
        access: [grant],
        infrastructureEncryptionEnabled: true,
      });
    });
    expect(resource['azurerm_servicebus_namespace_customer_managed_key']).toEqual({
      key: {
        namespace_id: '${azurerm_servicebus_namespace.bus.id}',
        key_vault_key_id: keyVaultKeyId,
        infrastructure_encryption_enabled: true,
        depends_on: ['azurerm_role_assignment.reads-key'],
      },
    });
    expect(resource['azurerm_servicebus_namespace']).toMatchObject({
      bus: { lifecycle: { prevent_destroy: true, ignore_changes: ['customer_managed_key'] } },
    });
    expect(resource['azurerm_role_assignment']).toMatchObject({
      'reads-key': { principal_id: '${azurerm_servicebus_namespace.bus.identity[0].principal_id}' },
    });
  });

  const keyOn = (props: Partial<ServiceBusNamespaceProps>, key = keyVaultKeyId) =>
    synthesize((scope) => {
      const namespace = namespaceIn(scope, props);
      new ServiceBusCustomerManagedKey(scope, 'key', { namespace, keyVaultKeyId: key, access: [] });
    });

  it.each<[string, Partial<ServiceBusNamespaceProps>, string, string]>([
    ['a tier that has none', { sku: 'Standard' }, keyVaultKeyId, "but Standard encrypts with Microsoft's keys alone."],
    ['what is no key', {}, 'messages', "customerManagedKey.keyVaultKeyId is 'messages', but a key's id is"],
    [
      'a namespace without an identity',
      { identity: { userAssigned: [identity] } },
      keyVaultKeyId,
      "namespace is 'stack/bus', but the key is read by a system-assigned identity, which this namespace has not. Set identity: { systemAssigned: true } on it, or give it customerManagedKey with a user-assigned identity.",
    ],
    [
      'a namespace with a key',
      {
        identity: { systemAssigned: true, userAssigned: [identity] },
        customerManagedKey: { keyVaultKeyId, identity },
      },
      keyVaultKeyId,
      "namespace is 'stack/bus', but a namespace has one customer-managed key, and this one has it already. Leave one of the two keys out.",
    ],
  ])('refuses %s', (_, props, key, message) => {
    expect(() => keyOn(props, key)).toThrow('Azure would refuse stack/key:');
    expect(() => keyOn(props, key)).toThrow(message);
  });

  it('refuses a second key', () => {
    synthesize((scope) => {
      const props = { namespace: namespaceIn(scope), keyVaultKeyId, access: [] };
      new ServiceBusCustomerManagedKey(scope, 'key', props);
      expect(() => new ServiceBusCustomerManagedKey(scope, 'other-key', props)).toThrow(
        'a namespace has one customer-managed key, and this one has it already',
      );
    });
  });
});
