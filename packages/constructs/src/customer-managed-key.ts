import { customerManagedKeyProblems, type Problem } from '@ams/service-bus-model';
import { ServicebusNamespaceCustomerManagedKeyA } from '@cdktf/provider-azurerm/lib/servicebus-namespace-customer-managed-key/index.js';
import type { IResolvable, ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { known } from './known.js';
import type { ServiceBusNamespace } from './namespace.js';
import { refuse } from './refusal.js';

export interface ServiceBusCustomerManagedKeyProps {
  /** A Premium namespace with a system-assigned identity. */
  readonly namespace: ServiceBusNamespace;
  /**
   * Id of the key in its vault: `https://<vault>/keys/<name>`, with `/<version>` to stay with one version. The vault needs
   * soft delete and purge protection.
   */
  readonly keyVaultKeyId: string;
  /**
   * What lets the namespace's identity (`principalId`) read the key: role assignments or access policies. Terraform makes
   * them before Azure tries the key.
   */
  readonly access: readonly ITerraformDependable[];
  /**
   * Whether Azure encrypts once more below, with a key of Microsoft's. It cannot be changed later.
   * @default false
   */
  readonly infrastructureEncryptionEnabled?: boolean | IResolvable;
}

/** The argument of the namespace in which Azure shows a key, whoever set it. */
const keyArgument = 'customer_managed_key';

/**
 * A key of one's own that a namespace's messages are encrypted with, read by the namespace's system-assigned identity.
 * Azure takes it while the namespace is empty. It cannot be taken away again: without this construct the key stays.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusCustomerManagedKey extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusNamespaceCustomerManagedKeyA;

  constructor(scope: Construct, id: string, props: ServiceBusCustomerManagedKeyProps) {
    super(scope, id);
    const { namespace, keyVaultKeyId, access, infrastructureEncryptionEnabled } = props;
    refuse(this, [
      ...customerManagedKeyProblems(known({ keyVaultKeyId }), namespace),
      ...(namespace.hasSystemAssignedIdentity ? [] : [noIdentity(namespace)]),
      ...(hasKey(namespace) ? [secondKey(namespace)] : []),
    ]);
    ignoreKeyOf(namespace);

    this.resource = new ServicebusNamespaceCustomerManagedKeyA(this, 'Default', {
      namespaceId: namespace.namespaceId,
      keyVaultKeyId,
      ...(infrastructureEncryptionEnabled !== undefined && { infrastructureEncryptionEnabled }),
      dependsOn: [...access],
    });
  }
}

/**
 * The namespace shows the key that it is not given itself; left to compare, Terraform would replace the namespace to be
 * rid of it.
 */
function ignoreKeyOf({ resource }: ServiceBusNamespace): void {
  const ignored = resource.lifecycle?.ignoreChanges ?? [];
  if (ignored === 'all') return;
  resource.lifecycle = { ...resource.lifecycle, ignoreChanges: [...ignored, keyArgument] };
}

function hasKey({ resource }: ServiceBusNamespace): boolean {
  return (
    resource.customerManagedKeyInput !== undefined || resource.lifecycle?.ignoreChanges?.includes(keyArgument) === true
  );
}

function noIdentity(namespace: ServiceBusNamespace): Problem {
  return {
    property: 'namespace',
    value: namespace.node.path,
    rule: 'the key is read by a system-assigned identity, which this namespace has not',
    cure: 'Set identity: { systemAssigned: true } on it, or give it customerManagedKey with a user-assigned identity.',
  };
}

function secondKey(namespace: ServiceBusNamespace): Problem {
  return {
    property: 'namespace',
    value: namespace.node.path,
    rule: 'a namespace has one customer-managed key, and this one has it already',
    cure: 'Leave one of the two keys out.',
  };
}
