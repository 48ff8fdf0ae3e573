import type { AccessRight, EmailReceiver } from '@ams/service-bus-model';
import type { IActionGroup } from './action-group-reference.js';
import type { IForwardTarget } from './forward-target.js';
import type { SystemNamespaceAlerts } from './messaging-system-alerts.js';
import type { ServiceBusNamespaceProps } from './namespace.js';
import type { QueueBacklogAlertProps } from './queue-backlog-alert.js';
import type { ServiceBusQueueProps } from './queue.js';
import type { ResourceGroupReference } from './resource-group.js';
import type { ServiceBusSubscriptionProps } from './subscription.js';
import type { ServiceBusTopicProps } from './topic.js';

interface Named {
  /**
   * Name in Azure.
   * @default the key
   */
  readonly name?: string;
}

interface Forwarding {
  /**
   * Key of the queue or topic of the system that gets every message in place of the receivers.
   * @default none
   */
  readonly forwardTo?: string | IForwardTarget;
  /**
   * Key of the queue or topic of the system that gets the dead letters.
   * @default none
   */
  readonly forwardDeadLetteredMessagesTo?: string | IForwardTarget;
}

/** A queue of the system: the properties of `ServiceBusQueue`. */
export interface SystemQueue
  extends Named, Forwarding, Omit<ServiceBusQueueProps, keyof Named | keyof Forwarding | 'namespace'> {}

/** A topic of the system: the properties of `ServiceBusTopic`. */
export interface SystemTopic extends Named, Omit<ServiceBusTopicProps, keyof Named | 'namespace'> {}

/** A subscription of the system: the properties of `ServiceBusSubscription`. */
export interface SystemSubscription<Topic extends string = string>
  extends Named, Forwarding, Omit<ServiceBusSubscriptionProps, keyof Named | keyof Forwarding | 'topic'> {
  /** Key of its topic. */
  readonly topic: Topic;
}

/** A program that uses the system: what its keys may do, by the key of the queue or topic. */
export type SystemProgram<Entity extends string = string> = { readonly [Key in Entity]?: readonly AccessRight[] };

/** An alert on a queue that is too full: the properties of `QueueBacklogAlert`. */
export interface SystemBacklogAlert<Queue extends string = string> extends Omit<
  QueueBacklogAlertProps,
  'name' | 'queue' | 'actionGroups' | 'tags'
> {
  /** Key of the queue. */
  readonly queue: Queue;
  /**
   * Name in Azure.
   * @default the system's name and the key: `contoso-ordering-orders-backlog`
   */
  readonly name?: string;
}

export type SystemQueues = Readonly<Record<string, SystemQueue>>;
export type SystemTopics = Readonly<Record<string, SystemTopic>>;
export type KeyOf<T> = keyof T & string;

/**
 * A messaging system as data. What has a key (queues, topics, subscriptions, alerts) is a construct of that id, so that
 * keys differ, and a change of a key replaces what it names. The namespace's own properties stand beside.
 */
export interface MessagingSystemProps<
  Queues extends SystemQueues,
  Topics extends SystemTopics,
  Subscriptions extends Readonly<Record<string, SystemSubscription<KeyOf<Topics>>>>,
  Programs extends Readonly<Record<string, SystemProgram<KeyOf<Queues> | KeyOf<Topics>>>>,
  NamespaceKeys extends Readonly<Record<string, readonly AccessRight[]>>,
  Alerts extends Readonly<Record<string, SystemBacklogAlert<KeyOf<Queues>>>>,
> extends Omit<ServiceBusNamespaceProps, 'name' | 'resourceGroup'> {
  /** First part of the names that are not given: `contoso-ordering`. */
  readonly name: string;
  /**
   * Azure region of a resource group that the system makes, such as `eastus`.
   * @default none; either this or `resourceGroup` is given
   */
  readonly location?: string;
  /**
   * Name of the resource group that the system makes, 1 to 90 characters.
   * @default '<name>-rg'
   */
  readonly resourceGroupName?: string;
  /**
   * Resource group that exists or is made elsewhere.
   * @default none; either this or `location` is given
   */
  readonly resourceGroup?: ResourceGroupReference;
  /**
   * Name of the namespace, unique in all of Azure.
   * @default '<name>-bus'
   */
  readonly namespaceName?: string;
  /**
   * Whether queues and topics that do not say so themselves are partitioned, where the tier leaves the choice.
   * @default false
   */
  readonly partitioningEnabled?: boolean;
  /** @default none */
  readonly queues?: Queues;
  /** @default none */
  readonly topics?: Topics;
  /** @default none */
  readonly subscriptions?: Subscriptions;
  /**
   * Who uses the system, and what each may do where: `shop: { orders: ['Send'] }` makes the key `shop` of the queue
   * `orders`. Give each program no more than it needs.
   * @default no keys
   */
  readonly programs?: Programs;
  /**
   * Keys of the whole namespace, at most 11, by name. A program needs one only to manage queues and topics.
   * @default none beside Azure's own
   */
  readonly namespaceKeys?: NamespaceKeys;
  /**
   * Alerts on queues whose consumers fall behind, by key.
   * @default none
   */
  readonly backlogAlerts?: Alerts;
  /**
   * Alerts on the namespace and all its entities: `{ deadLetters: {}, throttling: {} }`.
   * @default none
   */
  readonly namespaceAlerts?: SystemNamespaceAlerts;
  /**
   * Who gets the alerts by e-mail: the system makes an action group for them.
   * @default nobody; alerts need them or `actionGroups`
   */
  readonly emailReceivers?: readonly EmailReceiver[];
  /**
   * Action groups that exist or are made elsewhere, told of alerts too.
   * @default none
   */
  readonly actionGroups?: readonly IActionGroup[];
}
