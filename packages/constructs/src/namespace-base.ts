import { namespaceHost, namespaceProblems, type LockLevel, type MetricName, type Sku } from '@ams/service-bus-model';
import { Construct, type IConstruct } from 'constructs';
import { AccessRules, type AccessRuleProps, type ServiceBusAccessRule } from './access-rule.js';
import type { EntitySizeAlertProps, SignalAlertProps } from './alert-signals.js';
import { DiagnosticSettings, type DiagnosticDestination, type DiagnosticOptions } from './diagnostic-settings.js';
import { grant, type ServiceBusGrant } from './grants.js';
import type { PartOwner } from './logical-id.js';
import { ServiceBusManagementLock, type LockProps } from './management-lock.js';
import { MessagingUnitAutoscale, type AutoscaleProps } from './messaging-unit-autoscale.js';
import type { MetricAlert } from './metric-alert.js';
import type { MetricOptions, ServiceBusMetric } from './metric.js';
import {
  alertOnAnyDeadLetters,
  alertOnAnySize,
  alertOnServerErrors,
  alertOnThrottling,
  namespaceMetric,
  type NamespaceAlerts,
} from './namespace-alerts.js';
import type { Principal } from './principal.js';
import { ServiceBusPrivateEndpoint, type PrivateEndpointProps } from './private-endpoint.js';

/** A namespace as other constructs use it: one of this stack, or one that exists. */
export interface IServiceBusNamespace extends IConstruct, NamespaceAlerts {
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  /** Azure region; undefined where nobody said it. */
  readonly location: string | undefined;
  /** Host that clients connect to. */
  readonly hostname: string;
  /** The tier; undefined where only Terraform knows it, and then nothing is judged by it. */
  readonly sku: Sku | undefined;
  /** Partitions of a Premium namespace, 0 on the other tiers; undefined where only Terraform knows. */
  readonly premiumMessagingPartitions: number | undefined;
  /** Whether it accepts shared access keys; undefined where that is not known at synth. */
  readonly localAuthEnabled: boolean | undefined;

  /**
   * Makes a key for all queues and topics of the namespace. At most 11, since Azure makes one itself.
   *
   * @throws {AzureRefusalError} for a name or rights that Azure would refuse, and for a rule too many
   */
  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule;

  /**
   * Lets an identity of Entra ID send to every queue and topic: Azure Service Bus Data Sender. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantSend(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID receive from every queue and subscription: Azure Service Bus Data Receiver. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantReceive(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID send, receive, make, change and delete all entities: Azure Service Bus Data Owner. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantManage(principal: Principal): ServiceBusGrant;

  /**
   * Makes an address for the namespace inside a virtual network. Premium alone.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  addPrivateEndpoint(name: string, props: PrivateEndpointProps): ServiceBusPrivateEndpoint;

  /**
   * Forbids everybody to delete the namespace and what is in it, or also to change it.
   *
   * @throws {AzureRefusalError} for a name or notes that Azure would refuse
   */
  lock(level: LockLevel, props?: LockProps): ServiceBusManagementLock;

  /**
   * Doubles and halves the messaging units by how busy the namespace is. Premium alone.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  autoscale(props: AutoscaleProps): MessagingUnitAutoscale;

  /**
   * Sends logs and metrics to a workspace, a storage account, an event hub or a partner's service. At most 5 times.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply, and for categories that the tier has no entries of
   */
  sendDiagnosticsTo(destination: DiagnosticDestination, options?: DiagnosticOptions): DiagnosticSettings;
}

/** What every namespace can do, whoever made it. */
export abstract class NamespaceBase extends Construct implements IServiceBusNamespace {
  abstract readonly namespaceId: string;
  abstract readonly namespaceName: string;
  abstract readonly resourceGroupName: string;
  abstract readonly location: string | undefined;
  abstract readonly sku: Sku | undefined;
  abstract readonly premiumMessagingPartitions: number | undefined;
  abstract readonly localAuthEnabled: boolean | undefined;
  private accessRules: AccessRules | undefined;

  /** The namespace in the synthesized stack, which its parts are named after. */
  protected abstract get element(): PartOwner & { readonly id: string };

  get hostname(): string {
    return namespaceHost(this.namespaceName);
  }

  addAccessRule(name: string, props: AccessRuleProps): ServiceBusAccessRule {
    const target = { level: 'namespace', resource: this.element, namespace: this } as const;
    this.accessRules ??= new AccessRules(this, target, (authorizationRules) =>
      namespaceProblems({ authorizationRules: authorizationRules.map(({ name }) => ({ name, rights: [] })) }),
    );
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

  addPrivateEndpoint(name: string, props: PrivateEndpointProps): ServiceBusPrivateEndpoint {
    return new ServiceBusPrivateEndpoint(this, name, { ...props, name, namespace: this });
  }

  lock(level: LockLevel, props: LockProps = {}): ServiceBusManagementLock {
    return new ServiceBusManagementLock(this, props.name ?? level, { ...props, level, namespace: this });
  }

  autoscale(props: AutoscaleProps): MessagingUnitAutoscale {
    return new MessagingUnitAutoscale(this, 'autoscale', { ...props, namespace: this });
  }

  sendDiagnosticsTo(destination: DiagnosticDestination, options: DiagnosticOptions = {}): DiagnosticSettings {
    const id = options.name ?? 'diagnostics';
    return new DiagnosticSettings(this, id, { ...destination, ...options, namespace: this });
  }

  metric(name: MetricName, options?: MetricOptions): ServiceBusMetric {
    return namespaceMetric(this, name, options);
  }

  alertOnThrottling(props: SignalAlertProps): MetricAlert {
    return alertOnThrottling(this, this.element, props);
  }

  alertOnServerErrors(props: SignalAlertProps): MetricAlert {
    return alertOnServerErrors(this, this.element, props);
  }

  alertOnDeadLetters(props: SignalAlertProps): MetricAlert {
    return alertOnAnyDeadLetters(this, this.element, props);
  }

  alertOnSize(props: EntitySizeAlertProps): MetricAlert {
    return alertOnAnySize(this, this.element, props);
  }
}
