import type { IConstruct } from 'constructs';
import type { AccessRuleProps, ServiceBusAccessRule } from './access-rule.js';
import type { EntityAlerts } from './entity-alerts.js';
import type { IForwardTarget } from './forward-target.js';
import type { ServiceBusGrant } from './grants.js';
import type { IServiceBusNamespace } from './namespace.js';
import type { Principal } from './principal.js';
import { SendableBase } from './sendable-base.js';
import { ServiceBusSubscription, type ServiceBusSubscriptionProps } from './subscription.js';

/** A topic as other constructs use it: one of this stack, or one that exists. */
export interface IServiceBusTopic extends IConstruct, IForwardTarget, EntityAlerts {
  readonly topicId: string;
  readonly topicName: string;
  readonly namespace: IServiceBusNamespace;

  /**
   * Makes a key for this topic and its subscriptions alone; at most 12.
   *
   * @throws {AzureRefusalError} for a name or rights that Azure would refuse, and for a rule too many
   */
  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule;

  /**
   * Lets an identity of Entra ID send to this topic: Azure Service Bus Data Sender. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantSend(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID receive from all subscriptions of this topic: Azure Service Bus Data Receiver. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantReceive(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID send, receive, and change this topic and its subscriptions: Azure Service Bus Data Owner. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantManage(principal: Principal): ServiceBusGrant;

  /**
   * Adds a subscription of that name.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  addSubscription(name: string, props?: TopicSubscriptionProps): ServiceBusSubscription;
}

/** What a subscription is given that its topic makes. */
export type TopicSubscriptionProps = Omit<ServiceBusSubscriptionProps, 'name' | 'topic'>;

/** What every topic can do, whoever made it. */
export abstract class TopicBase extends SendableBase implements IServiceBusTopic {
  abstract readonly topicId: string;
  abstract readonly topicName: string;
  protected readonly level = 'topic';

  get entityName(): string {
    return this.topicName;
  }

  addSubscription(name: string, props: TopicSubscriptionProps = {}): ServiceBusSubscription {
    return new ServiceBusSubscription(this, name, { ...props, name, topic: this });
  }
}
