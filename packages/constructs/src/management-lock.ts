import { managementLockProblems, type LockLevel } from '@ams/service-bus-model';
import { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock/index.js';
import { Annotations, dependable, Lazy, TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { known } from './known.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { refuse } from './refusal.js';

export interface LockProps {
  /**
   * 1 to 259 letters, digits and `- _`; unique on the namespace.
   * @default the level
   */
  readonly name?: string;
  /**
   * Why it is locked, at most 512 characters: Azure shows it to those that the lock hinders.
   * @default none
   */
  readonly notes?: string;
}

export interface ServiceBusManagementLockProps extends LockProps {
  readonly namespace: IServiceBusNamespace;
  /** `CanNotDelete` forbids to delete the namespace and what is in it, `ReadOnly` also to change them. */
  readonly level: LockLevel;
}

/**
 * A lock on a namespace, which holds for its queues and topics too and binds owners as well. Made by `lock` of a
 * namespace. Terraform makes it last and removes it first, so that it hinders neither the first apply nor a destroy.
 *
 * @throws {AzureRefusalError} for a name, level or notes that Azure would refuse
 */
export class ServiceBusManagementLock extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ManagementLock;

  constructor(scope: Construct, id: string, props: ServiceBusManagementLockProps) {
    super(scope, id);
    const { namespace, level, name = level, notes } = props;
    refuse(this, managementLockProblems(known({ name, level, notes })));
    if (level === 'ReadOnly') Annotations.of(this).addWarning(readOnlyWarning);

    this.resource = new ManagementLock(this, 'Default', {
      name,
      lockLevel: level,
      notes,
      scope: namespace.namespaceId,
    });
    this.resource.dependsOn = Token.asList(Lazy.anyValue({ produce: () => lockedResources(this) }));
  }
}

const readOnlyWarning =
  'level is ReadOnly, which also keeps Azure from giving out keys: Terraform cannot read access rules then, and its next plan fails. Choose CanNotDelete, or use no access rules.';

/** What is in a namespace or attached to it, and so cannot be deleted while it is locked. */
const lockedTypes = /^azurerm_(?:servicebus_|private_endpoint$|role_assignment$|monitor_diagnostic_setting$)/;

/** The resources of the stack that the lock could be in the way of. */
function lockedResources(lock: Construct): readonly string[] {
  return TerraformStack.of(lock)
    .node.findAll()
    .filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node))
    .filter(({ terraformResourceType }) => lockedTypes.test(terraformResourceType))
    .map(dependable);
}
