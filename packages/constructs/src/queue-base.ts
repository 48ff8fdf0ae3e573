import type { MetricName } from '@ams/service-bus-model';
import type { TerraformElement } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AccessRules, type AccessRuleProps, type ServiceBusAccessRule } from './access-rule.js';
import type { BacklogAlertProps, EntitySizeAlertProps, SignalAlertProps } from './alert-signals.js';
import {
  alertedEntity,
  alertOnBacklog,
  alertOnDeadLetters,
  alertOnEntitySize,
  entityMetric,
  type QueueAlerts,
} from './entity-alerts.js';
import type { IForwardTarget } from './forward-target.js';
import { grant, type ServiceBusGrant } from './grants.js';
import type { MetricAlert } from './metric-alert.js';
import type { MetricOptions, ServiceBusMetric } from './metric.js';
import type { IServiceBusNamespace } from './namespace.js';
import type { Principal } from './principal.js';

/** A queue as other constructs use it: one of this stack, or one that exists. */
export interface IServiceBusQueue extends IConstruct, IForwardTarget, QueueAlerts {
  readonly queueId: string;
  readonly queueName: string;
  readonly namespace: IServiceBusNamespace;

  /**
   * Makes a key for this queue alone; at most 12.
   *
   * @throws {AzureRefusalError} for a name or rights that Azure would refuse, and for a rule too many
   */
  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule;

  /**
   * Lets an identity of Entra ID send to this queue: Azure Service Bus Data Sender. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantSend(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID receive from this queue and its dead letters: Azure Service Bus Data Receiver. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantReceive(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID send, receive and change this queue: Azure Service Bus Data Owner. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantManage(principal: Principal): ServiceBusGrant;
}

/** What every queue can do, whoever made it. */
export abstract class QueueBase extends Construct implements IServiceBusQueue {
  abstract readonly queueId: string;
  abstract readonly queueName: string;
  abstract readonly plainName: string | undefined;
  abstract readonly namespace: IServiceBusNamespace;
  private accessRules: AccessRules | undefined;

  /** The queue in the synthesized stack, which its parts are named after. */
  protected abstract get element(): TerraformElement & { readonly id: string };

  /** Room of the queue in megabytes, all partitions together; undefined where it is not known at synth. */
  protected get roomInMegabytes(): number | undefined {
    return undefined;
  }

  get entityName(): string {
    return this.queueName;
  }

  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule {
    const { element: resource, namespace } = this;
    this.accessRules ??= new AccessRules(this, { level: 'queue', resource, namespace });
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
    return entityMetric(alertedEntity('queue', this, this.element), name, options);
  }

  alertOnBacklog(props: BacklogAlertProps): MetricAlert {
    return alertOnBacklog(alertedEntity('queue', this, this.element), props);
  }

  alertOnDeadLetters(props: SignalAlertProps): MetricAlert {
    return alertOnDeadLetters(alertedEntity('queue', this, this.element), props);
  }

  alertOnSize(props: EntitySizeAlertProps): MetricAlert {
    return alertOnEntitySize(alertedEntity('queue', this, this.element), this.roomInMegabytes, props);
  }
}
