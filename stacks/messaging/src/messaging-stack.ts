import {
  deleteDefaultRules,
  MessagingSystem,
  type SystemAccess,
  type SystemProgram,
  type SystemSubscription,
} from '@ams/constructs';
import { resubmitToProperty } from '@ams/messages';
import {
  outputKeys,
  stackName,
  stackOutputDefinitions,
  type ConnectionStringKey,
  type Environment,
  type OutputKey,
} from '@ams/stack-outputs';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { guardStack } from './guard-stack.js';
import type { Settings } from './settings/schema.js';
import { addStateBackend } from './state-backend.js';

/** The messaging system of one environment: a namespace, its entities and keys, and the alert on them. */
export class MessagingStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment, settings: Settings) {
    super(scope, stackName(environment));
    addStateBackend(this, settings.backend);
    guardStack(this, environment, settings);
    // A subscription that comes later would take everything until its rule is there.
    deleteDefaultRules(new AzurermProvider(this, 'azurerm', { features: [{}] }));
    const system = this.addSystem(environment, settings);
    for (const [program, access] of Object.entries(accessOf)) {
      for (const principal of settings[program as keyof typeof accessOf]) system.grant(principal, access);
    }
    this.addOutputs({ ...namesOf(system), ...(hasKeys(settings) && secretsOf(system)) });
  }

  private addSystem(environment: Environment, settings: Settings) {
    const { project, location, sku, capacity, premiumMessagingPartitions } = settings;
    const { resourceGroupName, namespaceName, localAuthEnabled } = settings;
    // Its id adds nothing to the addresses in Terraform's state.
    return new MessagingSystem(this, 'Default', {
      name: `${project}-${environment}`,
      location,
      resourceGroupName,
      namespaceName,
      sku,
      capacity,
      premiumMessagingPartitions,
      localAuthEnabled,
      tags: { project, environment, ...settings.tags },
      // Sixteen times the room, and no single broker to wait for.
      partitioningEnabled: true,
      queues: {
        orders: { name: settings.queueName, ...processed },
        'customer-orders': { name: settings.sessionQueueName, requiresSession: true, ...processed },
        parked: { name: settings.parkingQueueName },
      },
      topics: { events: { name: settings.topicName }, insights: { name: settings.insightsTopicName } },
      subscriptions: {
        billing: subscribe('billing', 'events'),
        analytics: subscribe('analytics', 'events'),
        reports: subscribe('reports', 'insights'),
      },
      programs: hasKeys(settings) ? programs : undefined,
      namespaceKeys: hasKeys(settings) ? { 'manage-policy': ['Manage', 'Listen', 'Send'] } : undefined,
      emailReceivers: [{ name: 'oncall', emailAddress: settings.alertEmail }],
      backlogAlerts: {
        'orders-backlog': {
          queue: 'orders',
          threshold: settings.backlogThreshold,
          aggregation: 'Average',
          frequency: 'PT1M',
          windowSize: 'PT5M',
          severity: 2,
        },
      },
    });
  }

  private addOutputs(values: Readonly<Partial<Record<OutputKey, string>>>): void {
    for (const key of outputKeys) {
      const { output, sensitive, description } = stackOutputDefinitions[key];
      const value = values[key];
      if (value !== undefined) new TerraformOutput(this, output, { value, sensitive, description });
    }
  }
}

const processed = { lockDuration: 'PT45S', maxDeliveryCount: 10, deadLetteringOnMessageExpiration: true } as const;

const send = ['Send'] as const;
const listen = ['Listen'] as const;
const listenAndSend = ['Listen', 'Send'] as const;

/** One key for each kind of program on what it uses, with no more rights than it needs. */
const programs = {
  producer: { orders: send, 'customer-orders': send, events: send, insights: send, parked: send },
  consumer: { orders: listen, events: listen },
  // They send, too: what is tried again later goes back to the entity as a scheduled message.
  processor: {
    orders: listenAndSend,
    'customer-orders': listenAndSend,
    events: listenAndSend,
    insights: listenAndSend,
    parked: listenAndSend,
  },
  reprocessor: {
    orders: listenAndSend,
    'customer-orders': listenAndSend,
    events: listenAndSend,
    insights: listenAndSend,
  },
} as const satisfies Readonly<Record<string, SystemProgram>>;

/** What those may do who run the programs by an identity: the same by roles, on each subscription by itself. */
const accessOf = {
  producers: { orders: send, 'customer-orders': send, events: send },
  processors: {
    orders: listenAndSend,
    'customer-orders': listenAndSend,
    events: send,
    billing: listen,
    analytics: listen,
    insights: send,
    reports: listen,
  },
  reprocessors: {
    orders: listenAndSend,
    'customer-orders': listenAndSend,
    events: send,
    billing: listen,
    analytics: listen,
    insights: send,
    reports: listen,
    parked: listenAndSend,
  },
} as const satisfies Readonly<Record<string, SystemAccess>>;

/**
 * A dead letter of one subscription can only be sent back through the topic, addressed to that subscription. Its rule
 * takes what is for everybody and what is for itself, so that the others do not get an event twice.
 */
function subscribe<const Topic extends string>(name: string, topic: Topic): SystemSubscription<Topic> {
  return {
    topic,
    maxDeliveryCount: 10,
    rules: { addressed: { sqlFilter: `${resubmitToProperty} IS NULL OR ${resubmitToProperty} = '${name}'` } },
  };
}

type System = ReturnType<MessagingStack['addSystem']>;

/** Whether apps may connect by keys. */
const hasKeys = ({ localAuthEnabled }: Settings) => localAuthEnabled !== false;

/** The outputs that apps read, apart from the secrets. */
function namesOf({ outputs }: System): Readonly<Record<Exclude<OutputKey, ConnectionStringKey>, string>> {
  const { queueNames, topicNames, subscriptionNames } = outputs;
  return {
    resourceGroupName: outputs.resourceGroupName,
    namespaceName: outputs.namespaceName,
    namespaceHostname: outputs.namespaceHostname,
    queueName: queueNames.orders,
    topicName: topicNames.events,
    billingSubscriptionName: subscriptionNames.billing,
    analyticsSubscriptionName: subscriptionNames.analytics,
    sessionQueueName: queueNames['customer-orders'],
    insightsTopicName: topicNames.insights,
    reportsSubscriptionName: subscriptionNames.reports,
    parkingQueueName: queueNames.parked,
  };
}

/** The secrets that apps read where there are keys. */
function secretsOf({ outputs }: System): Readonly<Record<ConnectionStringKey, string>> {
  const { connectionStrings: keys } = outputs;
  return {
    queueSendConnectionString: keys.producer.orders,
    queueListenConnectionString: keys.consumer.orders,
    queueProcessConnectionString: keys.processor.orders,
    queueReprocessConnectionString: keys.reprocessor.orders,
    topicSendConnectionString: keys.producer.events,
    topicListenConnectionString: keys.consumer.events,
    topicProcessConnectionString: keys.processor.events,
    topicReprocessConnectionString: keys.reprocessor.events,
    sessionQueueSendConnectionString: keys.producer['customer-orders'],
    sessionQueueProcessConnectionString: keys.processor['customer-orders'],
    sessionQueueReprocessConnectionString: keys.reprocessor['customer-orders'],
    insightsSendConnectionString: keys.producer.insights,
    insightsProcessConnectionString: keys.processor.insights,
    insightsReprocessConnectionString: keys.reprocessor.insights,
    parkingSendConnectionString: keys.producer.parked,
    parkingProcessConnectionString: keys.processor.parked,
    manageConnectionString: outputs.namespaceConnectionStrings['manage-policy'],
  };
}
