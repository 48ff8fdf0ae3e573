import {
  EmailActionGroup,
  QueueBacklogAlert,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusSubscription,
  ServiceBusTopic,
} from '@ams/constructs';
import { resubmitToProperty } from '@ams/messages';
import { prescribedPartitioning } from '@ams/service-bus-model';
import { outputKeys, stackName, stackOutputDefinitions, type Environment, type OutputKey } from '@ams/stack-outputs';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Settings } from './settings/schema.js';
import { addStateBackend } from './state-backend.js';

/** The messaging system of one environment: a namespace, its entities and keys, and the alert on them. */
export class MessagingStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment, settings: Settings) {
    super(scope, stackName(environment));
    const { project, location, sku, capacity, premiumMessagingPartitions } = settings;
    const prefix = `${project}-${environment}`;
    const tags = { project, environment, ...settings.tags };

    addStateBackend(this, settings.backend);
    new AzurermProvider(this, 'azurerm', { features: [{}] });

    const resourceGroup = new ResourceGroup(this, 'messaging', {
      name: settings.resourceGroupName ?? `${prefix}-rg`,
      location,
      tags,
    });
    const namespace = new ServiceBusNamespace(this, 'bus', {
      name: settings.namespaceName ?? `${prefix}-bus`,
      resourceGroup,
      sku,
      capacity,
      premiumMessagingPartitions,
      tags,
    });
    // Partitioned where the tier leaves the choice: sixteen times the room, and no single broker to wait for.
    const partitioningEnabled = prescribedPartitioning(namespace) ?? true;

    const orders = new ServiceBusQueue(this, 'orders', {
      name: settings.queueName,
      namespace,
      partitioningEnabled,
      lockDuration: 'PT45S',
      maxDeliveryCount: 10,
      deadLetteringOnMessageExpiration: true,
    });
    const events = new ServiceBusTopic(this, 'events', { name: settings.topicName, namespace, partitioningEnabled });
    const billing = this.subscribe(events, 'billing');
    const analytics = this.subscribe(events, 'analytics');

    const alerts = new EmailActionGroup(this, 'alerts', {
      name: `${prefix}-messaging-alerts`,
      shortName: 'messaging',
      resourceGroup,
      emailReceivers: [{ name: 'oncall', emailAddress: settings.alertEmail }],
      tags,
    });
    new QueueBacklogAlert(this, 'orders-backlog', {
      name: `${prefix}-orders-backlog`,
      queue: orders,
      actionGroups: [alerts],
      threshold: settings.backlogThreshold,
      aggregation: 'Average',
      frequency: 'PT1M',
      windowSize: 'PT5M',
      severity: 2,
      tags,
    });

    const manage = namespace.addAccessRule('manage-policy', { rights: ['Manage', 'Listen', 'Send'] });
    const queueKeys = addKeys(orders);
    const topicKeys = addKeys(events);

    this.addOutputs({
      resourceGroupName: resourceGroup.name,
      namespaceName: namespace.namespaceName,
      namespaceHostname: namespace.hostname,
      queueName: orders.queueName,
      topicName: events.topicName,
      billingSubscriptionName: billing.subscriptionName,
      analyticsSubscriptionName: analytics.subscriptionName,
      queueSendConnectionString: queueKeys.producer,
      queueListenConnectionString: queueKeys.consumer,
      queueReprocessConnectionString: queueKeys.reprocessor,
      topicSendConnectionString: topicKeys.producer,
      topicListenConnectionString: topicKeys.consumer,
      topicReprocessConnectionString: topicKeys.reprocessor,
      manageConnectionString: manage.primaryConnectionString,
    });
  }

  /**
   * A dead letter of one subscription can only be sent back through the topic, addressed to that subscription. Its rule
   * takes what is for everybody and what is for itself, so that the others do not get an event twice.
   */
  private subscribe(topic: ServiceBusTopic, name: string): ServiceBusSubscription {
    return new ServiceBusSubscription(this, name, {
      name,
      topic,
      maxDeliveryCount: 10,
      rules: { addressed: { sqlFilter: `${resubmitToProperty} IS NULL OR ${resubmitToProperty} = '${name}'` } },
    });
  }

  private addOutputs(values: Readonly<Record<OutputKey, string>>): void {
    for (const key of outputKeys) {
      const { output, sensitive, description } = stackOutputDefinitions[key];
      new TerraformOutput(this, output, { value: values[key], sensitive, description });
    }
  }
}

/** One key for each kind of program, with no more rights than it needs. */
function addKeys(entity: ServiceBusQueue | ServiceBusTopic) {
  return {
    producer: entity.addAccessRule('producer', { rights: ['Send'] }).primaryConnectionString,
    consumer: entity.addAccessRule('consumer', { rights: ['Listen'] }).primaryConnectionString,
    reprocessor: entity.addAccessRule('reprocessor', { rights: ['Listen', 'Send'] }).primaryConnectionString,
  };
}
