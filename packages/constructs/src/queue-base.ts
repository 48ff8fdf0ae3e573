import type { IConstruct } from 'constructs';
import type { AccessRuleProps, ServiceBusAccessRule } from './access-rule.js';
import type { BacklogAlertProps } from './alert-signals.js';
import { alertOnBacklog, type QueueAlerts } from './entity-alerts.js';
import type { IForwardTarget } from './forward-target.js';
import type { ServiceBusGrant } from './grants.js';
import type { MetricAlert } from './metric-alert.js';
import type { IServiceBusNamespace } from './namespace.js';
import type { Principal } from './principal.js';
import { SendableBase } from './sendable-base.js';

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
export abstract class QueueBase extends SendableBase implements IServiceBusQueue {
  abstract readonly queueId: string;
  abstract readonly queueName: string;
  protected readonly level = 'queue';

  get entityName(): string {
    return this.queueName;
  }

  alertOnBacklog(props: BacklogAlertProps): MetricAlert {
    return alertOnBacklog(this.alerted, props);
  }
}
