import type { Broker } from '@ams/local-broker';
import type { serializeOutputs } from '@ams/stack-outputs';

/** The outputs of a stack with the entities of `testTopology`, with the keys that the broker has for them. */
export function testOutputs(broker: Broker): Parameters<typeof serializeOutputs>[1] {
  const key = (entityPath: string, name: string) => broker.connectionString({ entityPath, name });
  return {
    resourceGroupName: 'local',
    namespaceName: 'messaging-test',
    namespaceHostname: 'localhost',
    queueName: 'orders',
    topicName: 'events',
    billingSubscriptionName: 'billing',
    analyticsSubscriptionName: 'analytics',
    sessionQueueName: 'customer-orders',
    insightsTopicName: 'insights',
    reportsSubscriptionName: 'reports',
    parkingQueueName: 'parked',
    queueSendConnectionString: key('orders', 'producer'),
    queueListenConnectionString: key('orders', 'consumer'),
    queueProcessConnectionString: key('orders', 'processor'),
    queueReprocessConnectionString: key('orders', 'reprocessor'),
    topicSendConnectionString: key('events', 'producer'),
    topicListenConnectionString: key('events', 'consumer'),
    topicProcessConnectionString: key('events', 'processor'),
    topicReprocessConnectionString: key('events', 'reprocessor'),
    sessionQueueSendConnectionString: key('customer-orders', 'producer'),
    sessionQueueProcessConnectionString: key('customer-orders', 'processor'),
    sessionQueueReprocessConnectionString: key('customer-orders', 'reprocessor'),
    insightsSendConnectionString: key('insights', 'producer'),
    insightsProcessConnectionString: key('insights', 'processor'),
    insightsReprocessConnectionString: key('insights', 'reprocessor'),
    parkingSendConnectionString: key('parked', 'producer'),
    parkingProcessConnectionString: key('parked', 'processor'),
    manageConnectionString: broker.connectionString(),
  };
}
