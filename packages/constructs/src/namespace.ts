import {
  namespaceAccessProblems,
  namespaceIdentityProblems,
  namespaceProblems,
  networkRuleSetProblems,
  tagProblems,
  type Problem,
  type Sku,
  type TlsVersion,
} from '@ams/service-bus-model';
import { ServicebusNamespace } from '@cdktf/provider-azurerm/lib/servicebus-namespace/index.js';
import type { IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import { judgedKeyProblems, keyBlock, type CustomerManagedKeyProps } from './customer-managed-key-props.js';
import { identityBlock, judgedIdentity, type NamespaceIdentityProps } from './identity.js';
import { ImportedNamespace, type NamespaceReferenceProps } from './imported-namespace.js';
import { known, knownValue } from './known.js';
import { lifecycleArguments, timeoutProblems, type LifecycleProps } from './lifecycle-props.js';
import { adviseOnNamespace } from './namespace-advice.js';
import { NamespaceBase, type IServiceBusNamespace } from './namespace-base.js';
import { NamespaceOfId, type NamespaceIdProps } from './namespace-of-id.js';
import { judgedRuleSet, ruleSetBlock, type NetworkRuleSetProps } from './network-rules.js';
import { refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';

export type { IServiceBusNamespace } from './namespace-base.js';

export interface ServiceBusNamespaceProps extends LifecycleProps {
  /**
   * 6 to 50 letters, digits and hyphens; starts with a letter, ends with a letter or digit, and not with `-sb` or
   * `-mgmt`. Unique in all of Azure: it becomes the host `<name>.servicebus.windows.net`.
   */
  readonly name: string;
  readonly resourceGroup: ResourceGroupReference;
  /**
   * The tier. Basic has queues alone; Premium has its own machines, messages up to 100 MB, and network isolation.
   * @default 'Standard'
   */
  readonly sku?: Sku;
  /**
   * Messaging units: 1, 2, 4, 8 or 16 on Premium, 0 on the other tiers.
   * @default 1 on Premium, 0 otherwise; on Premium with several partitions, one for each
   */
  readonly capacity?: number;
  /**
   * Partitions of a Premium namespace: 1, 2 or 4; 0 on the other tiers. With more than one, all entities are
   * partitioned. A change replaces the namespace and loses its messages.
   * @default 1 on Premium, 0 otherwise
   */
  readonly premiumMessagingPartitions?: number;
  /**
   * Whether shared access keys are accepted. Without, clients use Microsoft Entra ID.
   * @default true
   */
  readonly localAuthEnabled?: boolean | IResolvable;
  /**
   * Whether the namespace can be reached over its public address. Only Premium can be reached otherwise.
   * @default true
   */
  readonly publicNetworkAccessEnabled?: boolean | IResolvable;
  /**
   * The lowest TLS that clients may speak. Azure has retired what is below 1.2.
   * @default '1.2'
   */
  readonly minimumTlsVersion?: TlsVersion;
  /**
   * Which networks reach the namespace over its public address: addresses on every tier, subnets on Premium.
   * @default all
   */
  readonly networkRuleSet?: NetworkRuleSetProps;
  /**
   * What the namespace is to other services of Azure: an identity of its own, user-assigned ones, or both.
   * @default none
   */
  readonly identity?: NamespaceIdentityProps;
  /**
   * A key of one's own that messages are encrypted with, read by a user-assigned identity of `identity`. Premium alone.
   * To take it away replaces the namespace and loses its messages. For a system-assigned identity, which Azure makes
   * with the namespace, see `ServiceBusCustomerManagedKey`.
   * @default Microsoft's keys
   */
  readonly customerManagedKey?: CustomerManagedKeyProps;
  /**
   * At most 50: names of up to 512 characters with none of `< > % & \ ? /`, values of up to 256.
   * @default no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * An Azure Service Bus namespace: the host that queues and topics live on, and the unit of price and isolation.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusNamespace extends NamespaceBase {
  /**
   * A namespace that exists: made elsewhere, and only read here.
   *
   * @throws {AzureRefusalError} for a name that no namespace can have
   */
  static fromNamespaceName(scope: Construct, id: string, props: NamespaceReferenceProps): IServiceBusNamespace {
    return new ImportedNamespace(scope, id, props);
  }

  /**
   * A namespace that exists, also in another Azure subscription: made elsewhere, and not even read here.
   *
   * @throws {AzureRefusalError} for what is no namespace's id
   */
  static fromNamespaceId(scope: Construct, id: string, props: NamespaceIdProps): IServiceBusNamespace {
    return new NamespaceOfId(scope, id, props);
  }

  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusNamespace;
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly sku: Sku | undefined;
  readonly premiumMessagingPartitions: number | undefined;
  readonly localAuthEnabled: boolean | undefined;
  /** Whether Azure makes an identity for it, whose `principalId` other services know. */
  readonly hasSystemAssignedIdentity: boolean;

  constructor(scope: Construct, id: string, props: ServiceBusNamespaceProps) {
    super(scope, id);
    const { resourceGroup, networkRuleSet, identity, customerManagedKey, preventDestroy, timeouts, ...given } = props;
    const { tags, sku = 'Standard', publicNetworkAccessEnabled } = given;
    const premiumMessagingPartitions = given.premiumMessagingPartitions ?? (sku === 'Premium' ? 1 : 0);
    const capacity = given.capacity ?? premiumMessagingPartitions;
    const settings = { ...given, sku, capacity, premiumMessagingPartitions };
    const judged = known(settings);
    refuse(this, [
      ...namespaceProblems(judged),
      ...namespaceAccessProblems(judged, judged),
      ...tagProblems(tags && known(tags)),
      ...(identity ? namespaceIdentityProblems(judgedIdentity(identity)) : []),
      ...(customerManagedKey ? judgedKeyProblems(customerManagedKey, judged, identity) : []),
      ...(networkRuleSet ? networkRuleSetProblems(judgedRuleSet(networkRuleSet), judged) : []),
      ...timeoutProblems(timeouts),
    ]);
    adviseOnNamespace(this, { networkRuleSet, publicNetworkAccessEnabled: judged.publicNetworkAccessEnabled });

    this.resource = new ServicebusNamespace(this, 'Default', {
      ...settings,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      tags: tags && { ...tags },
      ...(identity && { identity: identityBlock(identity) }),
      ...(customerManagedKey && { customerManagedKey: keyBlock(customerManagedKey) }),
      ...(networkRuleSet && { networkRuleSet: ruleSetBlock(networkRuleSet, publicNetworkAccessEnabled) }),
      ...lifecycleArguments({ preventDestroy, timeouts }),
    });
    this.namespaceId = this.resource.id;
    this.namespaceName = this.resource.name;
    this.resourceGroupName = this.resource.resourceGroupName;
    this.location = resourceGroup.location;
    this.sku = knownValue(sku);
    this.premiumMessagingPartitions = knownValue(premiumMessagingPartitions);
    this.localAuthEnabled = knownValue(given.localAuthEnabled ?? true);
    this.hasSystemAssignedIdentity = identity?.systemAssigned === true;
  }

  /**
   * Principal id of the namespace's system-assigned identity, to grant it access to other services.
   *
   * @throws {AzureRefusalError} if it has none
   */
  get principalId(): string {
    refuse(this, this.hasSystemAssignedIdentity ? [] : [noPrincipal]);
    return this.resource.identity.principalId;
  }

  protected get element(): ServicebusNamespace {
    return this.resource;
  }
}

const noPrincipal: Problem = {
  property: 'identity.systemAssigned',
  value: false,
  rule: 'a namespace has a principal id of its own only with a system-assigned identity',
  cure: 'Set identity: { systemAssigned: true }, or use the principal id of the user-assigned identity.',
};
