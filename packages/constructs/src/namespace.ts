import { namespaceProblems, type Sku } from '@ams/service-bus-model';
import { ServicebusNamespace } from '@cdktf/provider-azurerm/lib/servicebus-namespace/index.js';
import { Construct, type IConstruct } from 'constructs';
import { AccessRules, type AccessRuleProps, type ServiceBusAccessRule } from './access-rule.js';
import { grant, type ServiceBusGrant } from './grants.js';
import { known, knownValue } from './known.js';
import type { Principal } from './principal.js';
import { refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';

export interface ServiceBusNamespaceProps {
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
  readonly localAuthEnabled?: boolean;
  /**
   * Whether the namespace can be reached from the internet. Only Premium can be reached otherwise.
   * @default true
   */
  readonly publicNetworkAccessEnabled?: boolean;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What queues, topics and alerts need to know of their namespace. */
export interface IServiceBusNamespace extends IConstruct {
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  /** The tier; undefined where only Terraform knows it, and then nothing is judged by it. */
  readonly sku: Sku | undefined;
  /** Partitions of a Premium namespace, 0 on the other tiers; undefined where only Terraform knows. */
  readonly premiumMessagingPartitions: number | undefined;
}

/**
 * An Azure Service Bus namespace: the host that queues and topics live on, and the unit of price and isolation.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusNamespace extends Construct implements IServiceBusNamespace {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusNamespace;
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  readonly sku: Sku | undefined;
  readonly premiumMessagingPartitions: number | undefined;
  /** Host that clients connect to. */
  readonly hostname: string;
  private readonly accessRules: AccessRules;

  constructor(scope: Construct, id: string, props: ServiceBusNamespaceProps) {
    super(scope, id);
    const { name, resourceGroup, sku = 'Standard', localAuthEnabled, publicNetworkAccessEnabled, tags } = props;
    const premiumMessagingPartitions = props.premiumMessagingPartitions ?? (sku === 'Premium' ? 1 : 0);
    const capacity = props.capacity ?? premiumMessagingPartitions;
    refuse(this, namespaceProblems(known({ name, sku, capacity, premiumMessagingPartitions })));

    this.resource = new ServicebusNamespace(this, 'Default', {
      name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      sku,
      capacity,
      premiumMessagingPartitions,
      localAuthEnabled,
      publicNetworkAccessEnabled,
      tags: tags && { ...tags },
    });
    this.namespaceId = this.resource.id;
    this.namespaceName = this.resource.name;
    this.resourceGroupName = this.resource.resourceGroupName;
    this.sku = knownValue(sku);
    this.premiumMessagingPartitions = knownValue(premiumMessagingPartitions);
    this.hostname = `${this.resource.name}.servicebus.windows.net`;
    this.accessRules = new AccessRules(this, { level: 'namespace', resource: this.resource }, (authorizationRules) =>
      namespaceProblems({ authorizationRules: authorizationRules.map(({ name }) => ({ name, rights: [] })) }),
    );
  }

  /**
   * Makes a key for all queues and topics of the namespace. At most 11, since Azure makes one itself.
   *
   * @throws {AzureRefusalError} for a name or rights that Azure would refuse, and for a rule too many
   */
  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule {
    return this.accessRules.add(name, props);
  }

  /**
   * Lets an identity of Entra ID send to every queue and topic: Azure Service Bus Data Sender. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantSend(principal: Principal): ServiceBusGrant {
    return grant(this, this.resource, 'Send', principal);
  }

  /**
   * Lets an identity of Entra ID receive from every queue and subscription: Azure Service Bus Data Receiver. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantReceive(principal: Principal): ServiceBusGrant {
    return grant(this, this.resource, 'Listen', principal);
  }

  /**
   * Lets an identity of Entra ID send, receive, make, change and delete all entities: Azure Service Bus Data Owner. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantManage(principal: Principal): ServiceBusGrant {
    return grant(this, this.resource, 'Manage', principal);
  }
}
