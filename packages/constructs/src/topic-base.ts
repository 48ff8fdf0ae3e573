import type { MetricName } from '@ams/service-bus-model';
import type { TerraformElement } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AccessRules, type AccessRuleProps, type ServiceBusAccessRule } from './access-rule.js';
import type { EntitySizeAlertProps, SignalAlertProps } from './alert-signals.js';
import {
  alertedEntity,
  alertOnDeadLetters,
  alertOnEntitySize,
  entityMetric,
  type EntityAlerts,
} from './entity-alerts.js';
import type { IForwardTarget } from './forward-target.js';
import { grant, type ServiceBusGrant } from './grants.js';
import type { MetricAlert } from './metric-alert.js';
import type { MetricOptions, ServiceBusMetric } from './metric.js';
import type { IServiceBusNamespace } from './namespace.js';
import type { Principal } from './principal.js';
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
export abstract class TopicBase extends Construct implements IServiceBusTopic {
  abstract readonly topicId: string;
  abstract readonly topicName: string;
  abstract readonly plainName: string | undefined;
  abstract readonly namespace: IServiceBusNamespace;
  private accessRules: AccessRules | undefined;

  /** The topic in the synthesized stack, which its parts are named after. */
  protected abstract get element(): TerraformElement & { readonly id: string };

  /** Room of the topic in megabytes, all partitions together; undefined where it is not known at synth. */
  protected get roomInMegabytes(): number | undefined {
    return undefined;
  }

  get entityName(): string {
    return this.topicName;
  }

  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule {
    const { element: resource, namespace } = this;
    this.accessRules ??= new AccessRules(this, { level: 'topic', resource, namespace });
    return this.accessRules.add(name, props);
  }

  grantSend(principal: Principal): ServiceBusGrant {
    return grant(this, this.element, 'Send', principal);
  }

  grantReceive(principal: Principal): ServiceBusGrant {
    return grant(this, this.element, 'Listen', principal);
  }

  grantManage(principal: Principal): ServiceBusGrant {
    return grant(this, this.element, 'Manage', principal);
  }

  metric(name: MetricName, options?: MetricOptions): ServiceBusMetric {
    return entityMetric(alertedEntity('topic', this, this.element), name, options);
  }

  alertOnDeadLetters(props: SignalAlertProps): MetricAlert {
    return alertOnDeadLetters(alertedEntity('topic', this, this.element), props);
  }

  alertOnSize(props: EntitySizeAlertProps): MetricAlert {
    return alertOnEntitySize(alertedEntity('topic', this, this.element), this.roomInMegabytes, props);
  }

  addSubscription(name: string, props: TopicSubscriptionProps = {}): ServiceBusSubscription {
    return new ServiceBusSubscription(this, name, { ...props, name, topic: this });
  }
}
