import type { MetricName } from '@ams/service-bus-model';
import type { TerraformElement } from 'cdktf';
import { Construct } from 'constructs';
import { AccessRules, type AccessRuleProps, type ServiceBusAccessRule } from './access-rule.js';
import type { EntitySizeAlertProps, SignalAlertProps } from './alert-signals.js';
import { alertedEntity, alertOnDeadLetters, alertOnEntitySize, entityMetric } from './entity-alerts.js';
import { grant, type ServiceBusGrant } from './grants.js';
import type { MetricAlert } from './metric-alert.js';
import type { MetricOptions, ServiceBusMetric } from './metric.js';
import type { IServiceBusNamespace } from './namespace.js';
import type { Principal } from './principal.js';

/** What queues and topics, the two kinds of entity that senders address, can both do. */
export abstract class SendableBase extends Construct {
  abstract readonly entityName: string;
  abstract readonly plainName: string | undefined;
  abstract readonly namespace: IServiceBusNamespace;
  protected abstract readonly level: 'queue' | 'topic';
  private accessRules: AccessRules | undefined;

  /** The entity in the synthesized stack, which its parts are named after. */
  protected abstract get element(): TerraformElement & { readonly id: string };

  /** Room in megabytes, all partitions together; undefined where it is not known at synth. */
  protected get roomInMegabytes(): number | undefined {
    return undefined;
  }

  protected get alerted() {
    return alertedEntity(this.level, this, this.element);
  }

  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule {
    const { level, element: resource, namespace } = this;
    this.accessRules ??= new AccessRules(this, { level, resource, namespace });
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
    return entityMetric(this.alerted, name, options);
  }

  alertOnDeadLetters(props: SignalAlertProps): MetricAlert {
    return alertOnDeadLetters(this.alerted, props);
  }

  alertOnSize(props: EntitySizeAlertProps): MetricAlert {
    return alertOnEntitySize(this.alerted, this.roomInMegabytes, props);
  }
}
