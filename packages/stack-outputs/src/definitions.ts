/**
 * The outputs of a messaging stack: what each is called in Terraform, which environment variable carries it, and
 * whether it is a secret. The stack writes from this table and the apps read by it, so neither can drift from the
 * other. Nothing here needs Node.
 */

/** One output of the stack. */
export interface StackOutputDefinition {
  /** Terraform's name of the output, in snake case. */
  readonly output: string;
  /** Environment variable that carries the value, and wins over an outputs file. */
  readonly variable: string;
  /** Whether the value is a secret: Terraform marks it sensitive, and no message or log may show it. */
  readonly sensitive: boolean;
  readonly description: string;
}

const definitions = {
  resourceGroupName: {
    output: 'resource_group_name',
    variable: 'AMS_RESOURCE_GROUP_NAME',
    sensitive: false,
    description: 'Resource group that holds the namespace.',
  },
  namespaceName: {
    output: 'namespace_name',
    variable: 'AMS_NAMESPACE_NAME',
    sensitive: false,
    description: 'Service Bus namespace.',
  },
  namespaceHostname: {
    output: 'namespace_hostname',
    variable: 'AMS_NAMESPACE_HOSTNAME',
    sensitive: false,
    description: 'Host name that clients connect to.',
  },
  queueName: {
    output: 'queue_name',
    variable: 'AMS_QUEUE_NAME',
    sensitive: false,
    description: 'Queue that carries the orders.',
  },
  topicName: {
    output: 'topic_name',
    variable: 'AMS_TOPIC_NAME',
    sensitive: false,
    description: 'Topic that carries the events.',
  },
  billingSubscriptionName: {
    output: 'billing_subscription_name',
    variable: 'AMS_BILLING_SUBSCRIPTION_NAME',
    sensitive: false,
    description: 'Subscription of the billing consumers.',
  },
  analyticsSubscriptionName: {
    output: 'analytics_subscription_name',
    variable: 'AMS_ANALYTICS_SUBSCRIPTION_NAME',
    sensitive: false,
    description: 'Subscription of the analytics consumers.',
  },
  sessionQueueName: {
    output: 'session_queue_name',
    variable: 'AMS_SESSION_QUEUE_NAME',
    sensitive: false,
    description: 'Queue that carries orders whose sequence counts: one session for each customer.',
  },
  insightsTopicName: {
    output: 'insights_topic_name',
    variable: 'AMS_INSIGHTS_TOPIC_NAME',
    sensitive: false,
    description: 'Topic that carries what the analytics consumers find out.',
  },
  reportsSubscriptionName: {
    output: 'reports_subscription_name',
    variable: 'AMS_REPORTS_SUBSCRIPTION_NAME',
    sensitive: false,
    description: 'Subscription of the consumers that report what was found out.',
  },
  parkingQueueName: {
    output: 'parking_queue_name',
    variable: 'AMS_PARKING_QUEUE_NAME',
    sensitive: false,
    description: 'Queue for dead letters that no retry cures, until somebody looks at them.',
  },
  queueSendConnectionString: {
    output: 'queue_send_connection_string',
    variable: 'AMS_QUEUE_SEND_CONNECTION_STRING',
    sensitive: true,
    description: 'May send to the queue, nothing else: for the producer.',
  },
  queueListenConnectionString: {
    output: 'queue_listen_connection_string',
    variable: 'AMS_QUEUE_LISTEN_CONNECTION_STRING',
    sensitive: true,
    description: 'May receive from the queue, nothing else: for whoever only looks or counts.',
  },
  queueProcessConnectionString: {
    output: 'queue_process_connection_string',
    variable: 'AMS_QUEUE_PROCESS_CONNECTION_STRING',
    sensitive: true,
    description: 'May receive from the queue and send retries to it: for the queue consumers.',
  },
  queueReprocessConnectionString: {
    output: 'queue_reprocess_connection_string',
    variable: 'AMS_QUEUE_REPROCESS_CONNECTION_STRING',
    sensitive: true,
    description: 'May receive from the queue and send to it: for the dead-letter reprocessor.',
  },
  topicSendConnectionString: {
    output: 'topic_send_connection_string',
    variable: 'AMS_TOPIC_SEND_CONNECTION_STRING',
    sensitive: true,
    description: 'May send to the topic, nothing else: for the producer.',
  },
  topicListenConnectionString: {
    output: 'topic_listen_connection_string',
    variable: 'AMS_TOPIC_LISTEN_CONNECTION_STRING',
    sensitive: true,
    description: "May receive from the topic's subscriptions, nothing else: for whoever only looks or counts.",
  },
  topicProcessConnectionString: {
    output: 'topic_process_connection_string',
    variable: 'AMS_TOPIC_PROCESS_CONNECTION_STRING',
    sensitive: true,
    description:
      "May receive from the topic's subscriptions and send retries to the topic: for the subscription consumers.",
  },
  topicReprocessConnectionString: {
    output: 'topic_reprocess_connection_string',
    variable: 'AMS_TOPIC_REPROCESS_CONNECTION_STRING',
    sensitive: true,
    description: "May receive from the topic's subscriptions and send to the topic: for the dead-letter reprocessor.",
  },
  sessionQueueSendConnectionString: {
    output: 'session_queue_send_connection_string',
    variable: 'AMS_SESSION_QUEUE_SEND_CONNECTION_STRING',
    sensitive: true,
    description: 'May send to the queue of sessions, nothing else: for the producer.',
  },
  sessionQueueProcessConnectionString: {
    output: 'session_queue_process_connection_string',
    variable: 'AMS_SESSION_QUEUE_PROCESS_CONNECTION_STRING',
    sensitive: true,
    description: 'May receive from the queue of sessions and send retries to it: for the queue consumers.',
  },
  sessionQueueReprocessConnectionString: {
    output: 'session_queue_reprocess_connection_string',
    variable: 'AMS_SESSION_QUEUE_REPROCESS_CONNECTION_STRING',
    sensitive: true,
    description: 'May receive from the queue of sessions and send to it: for the dead-letter reprocessor.',
  },
  insightsSendConnectionString: {
    output: 'insights_send_connection_string',
    variable: 'AMS_INSIGHTS_SEND_CONNECTION_STRING',
    sensitive: true,
    description: 'May send to the topic of insights, nothing else: for the analytics consumers.',
  },
  insightsProcessConnectionString: {
    output: 'insights_process_connection_string',
    variable: 'AMS_INSIGHTS_PROCESS_CONNECTION_STRING',
    sensitive: true,
    description:
      "May receive from the insights' subscriptions and send retries to the topic: for the report consumers.",
  },
  insightsReprocessConnectionString: {
    output: 'insights_reprocess_connection_string',
    variable: 'AMS_INSIGHTS_REPROCESS_CONNECTION_STRING',
    sensitive: true,
    description: "May receive from the insights' subscriptions and send to the topic: for the dead-letter reprocessor.",
  },
  parkingSendConnectionString: {
    output: 'parking_send_connection_string',
    variable: 'AMS_PARKING_SEND_CONNECTION_STRING',
    sensitive: true,
    description: 'May send to the parking queue, nothing else: for the dead-letter reprocessor.',
  },
  parkingProcessConnectionString: {
    output: 'parking_process_connection_string',
    variable: 'AMS_PARKING_PROCESS_CONNECTION_STRING',
    sensitive: true,
    description: 'May receive from the parking queue and send to it: for whoever takes parked messages up again.',
  },
  manageConnectionString: {
    output: 'manage_connection_string',
    variable: 'AMS_MANAGE_CONNECTION_STRING',
    sensitive: true,
    description:
      'May do everything in the namespace: for administration and the dashboard, never for a program that only sends or receives.',
  },
} as const satisfies Record<string, StackOutputDefinition>;

/** Name of an output in code. */
export type OutputKey = keyof typeof definitions;

/** Name of an output that is a connection string. */
export type ConnectionStringKey = Extract<OutputKey, `${string}ConnectionString`>;

/** Every output of the stack by its name in code. */
export const stackOutputDefinitions: Readonly<Record<OutputKey, StackOutputDefinition>> = definitions;

/** Every output's name in code, in the order of the table. */
export const outputKeys = Object.keys(definitions) as readonly OutputKey[];

/** The environments that a stack is made for; `local` is the broker on one's own machine. */
export const environments = ['dev', 'staging', 'prod', 'local'] as const;

export type Environment = (typeof environments)[number];

/** Name of an environment's stack, by which `cdktf` and the outputs file know it: `messaging-dev`. */
export function stackName(environment: Environment): string {
  return `messaging-${environment}`;
}
