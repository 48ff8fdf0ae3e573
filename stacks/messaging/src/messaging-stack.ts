import {
  EmailActionGroup,
  QueueBacklogAlert,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusSubscription,
  ServiceBusTopic,
} from '@ams/constructs';
import { resubmitToProperty } from '@ams/messages';
import { prescribedPartitioning, type AccessRight } from '@ams/service-bus-model';
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

    const processed = { lockDuration: 'PT45S', maxDeliveryCount: 10, deadLetteringOnMessageExpiration: true } as const;
    const orders = new ServiceBusQueue(this, 'orders', {
      name: settings.queueName,
      namespace,
      partitioningEnabled,
      ...processed,
    });
    const customerOrders = new ServiceBusQueue(this, 'customer-orders', {
      name: settings.sessionQueueName,
      namespace,
      partitioningEnabled,
      requiresSession: true,
      ...processed,
    });
    const parked = new ServiceBusQueue(this, 'parked', {
      name: settings.parkingQueueName,
      namespace,
      partitioningEnabled,
    });
    const events = new ServiceBusTopic(this, 'events', { name: settings.topicName, namespace, partitioningEnabled });
    const billing = this.subscribe(events, 'billing');
    const analytics = this.subscribe(events, 'analytics');
    const insights = new ServiceBusTopic(this, 'insights', {
      name: settings.insightsTopicName,
      namespace,
      partitioningEnabled,
    });
    const reports = this.subscribe(insights, 'reports');

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
    const queueKeys = addKeys(orders, 'producer', 'consumer', 'processor', 'reprocessor');
    const sessionQueueKeys = addKeys(customerOrders, 'producer', 'processor', 'reprocessor');
    const topicKeys = addKeys(events, 'producer', 'consumer', 'processor', 'reprocessor');
    const insightsKeys = addKeys(insights, 'producer', 'processor', 'reprocessor');
    const parkingKeys = addKeys(parked, 'producer', 'processor');

    this.addOutputs({
      resourceGroupName: resourceGroup.name,
      namespaceName: namespace.namespaceName,
      namespaceHostname: namespace.hostname,
      queueName: orders.queueName,
      topicName: events.topicName,
      billingSubscriptionName: billing.subscriptionName,
      analyticsSubscriptionName: analytics.subscriptionName,
      sessionQueueName: customerOrders.queueName,
      insightsTopicName: insights.topicName,
      reportsSubscriptionName: reports.subscriptionName,
      parkingQueueName: parked.queueName,
      queueSendConnectionString: queueKeys.producer,
      queueListenConnectionString: queueKeys.consumer,
      queueProcessConnectionString: queueKeys.processor,
      queueReprocessConnectionString: queueKeys.reprocessor,
      topicSendConnectionString: topicKeys.producer,
      topicListenConnectionString: topicKeys.consumer,
      topicProcessConnectionString: topicKeys.processor,
      topicReprocessConnectionString: topicKeys.reprocessor,
      sessionQueueSendConnectionString: sessionQueueKeys.producer,
      sessionQueueProcessConnectionString: sessionQueueKeys.processor,
      sessionQueueReprocessConnectionString: sessionQueueKeys.reprocessor,
      insightsSendConnectionString: insightsKeys.producer,
      insightsProcessConnectionString: insightsKeys.processor,
      insightsReprocessConnectionString: insightsKeys.reprocessor,
      parkingSendConnectionString: parkingKeys.producer,
      parkingProcessConnectionString: parkingKeys.processor,
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

/** What a kind of program may do. */
const rightsOf = {
  producer: ['Send'],
  consumer: ['Listen'],
  // It sends, too: what it tries again later goes back to the entity as a scheduled message.
  processor: ['Listen', 'Send'],
  reprocessor: ['Listen', 'Send'],
} as const satisfies Record<string, readonly AccessRight[]>;

/** One key for each kind of program, with no more rights than it needs. */
function addKeys<Program extends keyof typeof rightsOf>(
  entity: ServiceBusQueue | ServiceBusTopic,
  ...programs: readonly Program[]
): Readonly<Record<Program, string>> {
  const keys = programs.map(
    (program) =>
      [program, entity.addAccessRule(program, { rights: rightsOf[program] }).primaryConnectionString] as const,
  );
  return Object.fromEntries(keys) as Record<Program, string>;
}
