import type { AccessRight, EmailReceiver } from '@ams/service-bus-model';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { Construct } from 'constructs';
import type { IActionGroup } from './action-group-reference.js';
import { EmailActionGroup } from './email-action-group.js';
import type { ServiceBusGrant } from './grants.js';
import { mapValues } from './map-values.js';
import { addNamespaceAlerts, type MadeNamespaceAlerts } from './messaging-system-alerts.js';
import { systemIds, systemProblems, unknownKey } from './messaging-system-checks.js';
import { SystemEntities } from './messaging-system-entities.js';
import { grantRights, type SystemAccess } from './messaging-system-grants.js';
import { addTerraformOutputs, type MessagingSystemOutputs } from './messaging-system-outputs.js';
import type {
  KeyOf,
  MessagingSystemProps,
  SystemBacklogAlert,
  SystemProgram,
  SystemQueues,
  SystemSubscription,
  SystemTopics,
} from './messaging-system-props.js';
import { ServiceBusNamespace } from './namespace.js';
import type { Principal } from './principal.js';
import { QueueBacklogAlert } from './queue-backlog-alert.js';
import type { ServiceBusQueue } from './queue.js';
import { AzureRefusalError, refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';
import type { ServiceBusSubscription } from './subscription.js';
import type { ServiceBusTopic } from './topic.js';

type None = Readonly<Record<never, never>>;
type Tags = Readonly<Record<string, string>> | undefined;
type Made<Keyed, Value> = { readonly [Key in keyof Keyed]: Value };

/**
 * A whole messaging system from data: namespace, queues, topics, subscriptions, a key for each program on each entity
 * that it uses, and alerts. What it makes is there by key, with its type.
 *
 * With the id `Default` the addresses in Terraform's state are the keys alone, `azurerm_servicebus_queue.orders`;
 * otherwise they begin with the id.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply, for keys that are used twice, and for references to
 * what the system does not have
 */
export class MessagingSystem<
  const Queues extends SystemQueues = None,
  const Topics extends SystemTopics = None,
  const Subscriptions extends Readonly<Record<string, SystemSubscription<KeyOf<Topics>>>> = None,
  const Programs extends Readonly<Record<string, SystemProgram<KeyOf<Queues> | KeyOf<Topics>>>> = None,
  const NamespaceKeys extends Readonly<Record<string, readonly AccessRight[]>> = None,
  const Alerts extends Readonly<Record<string, SystemBacklogAlert<KeyOf<Queues>>>> = None,
> extends Construct {
  readonly resourceGroup: ResourceGroupReference;
  readonly namespace: ServiceBusNamespace;
  readonly queues: Made<Queues, ServiceBusQueue>;
  readonly topics: Made<Topics, ServiceBusTopic>;
  readonly subscriptions: Made<Subscriptions, ServiceBusSubscription>;
  readonly backlogAlerts: Made<Alerts, QueueBacklogAlert>;
  readonly namespaceAlerts: MadeNamespaceAlerts;
  /** Those who are told of alerts: the group made for `emailReceivers`, and the groups given. */
  readonly actionGroups: readonly IActionGroup[];
  /** What programs need to use the system. Connection strings are tokens of secrets. */
  readonly outputs: MessagingSystemOutputs<Queues, Topics, Subscriptions, Programs, NamespaceKeys>;

  private readonly entities: SystemEntities;

  constructor(
    scope: Construct,
    id: string,
    props: MessagingSystemProps<Queues, Topics, Subscriptions, Programs, NamespaceKeys, Alerts>,
  ) {
    super(scope, id);
    const {
      name,
      location,
      resourceGroupName = `${name}-rg`,
      resourceGroup,
      namespaceName = `${name}-bus`,
      partitioningEnabled = false,
      queues = {},
      topics = {},
      subscriptions = {},
      programs = {},
      namespaceKeys = {},
      backlogAlerts = {},
      namespaceAlerts = {},
      emailReceivers = [],
      actionGroups = [],
      ...namespaceProps
    } = props;
    const { tags } = namespaceProps;
    const entities = { queues, topics, subscriptions };
    refuse(
      this,
      systemProblems({
        location,
        resourceGroup,
        resourceGroupName,
        ...entities,
        backlogAlerts,
        namespaceAlerts,
        emailReceivers,
        actionGroups,
      }),
    );

    this.resourceGroup = resourceGroup ?? this.makeResourceGroup(resourceGroupName, location, tags);
    this.namespace = new ServiceBusNamespace(this, systemIds.namespace, {
      ...namespaceProps,
      name: namespaceName,
      resourceGroup: this.resourceGroup,
    });
    this.entities = new SystemEntities(this, { namespace: this.namespace, partitioningEnabled, ...entities });
    this.queues = Object.fromEntries(this.entities.queues) as Made<Queues, ServiceBusQueue>;
    this.topics = Object.fromEntries(this.entities.topics) as Made<Topics, ServiceBusTopic>;
    this.subscriptions = Object.fromEntries(this.entities.subscriptions) as Made<Subscriptions, ServiceBusSubscription>;

    this.actionGroups = [...this.makeActionGroups(name, emailReceivers, tags), ...actionGroups];
    this.backlogAlerts = mapValues<string, SystemBacklogAlert, QueueBacklogAlert>(backlogAlerts, (alert, key) =>
      this.makeAlert(key, { name: `${name}-${key}`, ...alert }, tags),
    ) as Made<Alerts, QueueBacklogAlert>;
    this.namespaceAlerts = addNamespaceAlerts(this.namespace, namespaceAlerts, {
      actionGroups: this.actionGroups,
      tags,
    });

    this.outputs = {
      resourceGroupName: this.resourceGroup.name,
      namespaceName: this.namespace.namespaceName,
      namespaceHostname: this.namespace.hostname,
      queueNames: namesOf(this.entities.queues),
      topicNames: namesOf(this.entities.topics),
      subscriptionNames: mapValues(
        this.subscriptions,
        ({ subscriptionName }: ServiceBusSubscription) => subscriptionName,
      ),
      connectionStrings: mapValues<string, SystemProgram, unknown>(programs, (rights, program) =>
        this.makeKeys(program, rights),
      ),
      namespaceConnectionStrings: mapValues<string, readonly AccessRight[], string>(
        namespaceKeys,
        (rights, key) => this.namespace.addAccessRule(key, { rights }).primaryConnectionString,
      ),
    } as MessagingSystemOutputs<Queues, Topics, Subscriptions, Programs, NamespaceKeys>;
  }

  /**
   * Writes what programs need as outputs of the stack: `namespace_hostname`, `orders_queue_name`, `events_topic_name`,
   * `billing_subscription_name`, and, marked as secrets, `shop_orders_connection_string`.
   */
  addOutputs(): void {
    addTerraformOutputs(this, this.outputs);
  }

  /**
   * Lets an identity of Entra ID do on each queue, topic or subscription what its key is followed by:
   * `system.grant(worker, { orders: ['Listen', 'Send'], billing: ['Listen'] })`. It needs no key then.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse, for keys that the system does not have, and for
   * Send on a subscription
   */
  grant(
    principal: Principal,
    access: SystemAccess<KeyOf<Queues> | KeyOf<Topics>, KeyOf<Subscriptions>>,
  ): readonly ServiceBusGrant[] {
    const { queues, topics, subscriptions } = this.entities;
    const all = new Map<string, ServiceBusQueue | ServiceBusTopic | ServiceBusSubscription>([
      ...queues,
      ...topics,
      ...subscriptions,
    ]);
    const entries: readonly (readonly [string, readonly AccessRight[] | undefined])[] = Object.entries(access);
    return entries.flatMap(([key, rights = []]) =>
      grantRights(all.get(key) ?? this.refuseKey('access', key, all), rights, principal),
    );
  }

  private makeResourceGroup(name: string, location = '', tags: Tags): ResourceGroup {
    return new ResourceGroup(this, systemIds.resourceGroup, { name, location, tags: tags && { ...tags } });
  }

  private makeActionGroups(
    name: string,
    emailReceivers: readonly EmailReceiver[],
    tags: Tags,
  ): readonly EmailActionGroup[] {
    if (emailReceivers.length === 0) return [];
    const { resourceGroup } = this;
    return [
      new EmailActionGroup(this, systemIds.actionGroup, {
        name: `${name}-messaging-alerts`,
        shortName: 'messaging',
        resourceGroup,
        emailReceivers,
        tags,
      }),
    ];
  }

  private makeAlert(
    key: string,
    { queue: queueKey, ...alert }: SystemBacklogAlert & { readonly name: string },
    tags: Tags,
  ): QueueBacklogAlert {
    const { queues } = this.entities;
    const queue = queues.get(queueKey) ?? this.refuseKey(`backlogAlerts.${key}.queue`, queueKey, queues);
    return new QueueBacklogAlert(this, key, { ...alert, queue, actionGroups: this.actionGroups, tags });
  }

  private makeKeys(program: string, rightsByEntity: SystemProgram): Readonly<Record<string, string>> {
    const { queues, topics } = this.entities;
    const all = new Map<string, ServiceBusQueue | ServiceBusTopic>([...queues, ...topics]);
    return mapValues<string, readonly AccessRight[], string>(rightsByEntity, (rights, key) => {
      const entity = all.get(key) ?? this.refuseKey(`programs.${program}`, key, all);
      return entity.addAccessRule(program, { rights }).primaryConnectionString;
    });
  }

  private refuseKey(property: string, key: string, known: ReadonlyMap<string, unknown>): never {
    throw new AzureRefusalError(this.node.path, [unknownKey(property, key, [...known.keys()])]);
  }
}

function namesOf(entities: ReadonlyMap<string, ServiceBusQueue | ServiceBusTopic>): Readonly<Record<string, string>> {
  return Object.fromEntries([...entities].map(([key, { entityName }]) => [key, entityName]));
}
