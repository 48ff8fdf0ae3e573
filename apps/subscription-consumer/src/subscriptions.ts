import type { ConnectionStringKey, OutputKey } from '@ams/stack-outputs';

interface SubscriptionOutputs {
  /** Name of the topic. */
  readonly topic: OutputKey;
  /** Name of the subscription. */
  readonly subscription: OutputKey;
  /** Key to process it with. */
  readonly connectionString: ConnectionStringKey;
}

/** Subscriptions, by what they are for, and the outputs that name them in a deployed stack. */
export const subscriptionOutputs = {
  billing: {
    topic: 'topicName',
    subscription: 'billingSubscriptionName',
    connectionString: 'topicProcessConnectionString',
  },
  analytics: {
    topic: 'topicName',
    subscription: 'analyticsSubscriptionName',
    connectionString: 'topicProcessConnectionString',
  },
  reports: {
    topic: 'insightsTopicName',
    subscription: 'reportsSubscriptionName',
    connectionString: 'insightsProcessConnectionString',
  },
} as const satisfies Record<string, SubscriptionOutputs>;

export type SubscriptionKey = keyof typeof subscriptionOutputs;

export const subscriptionKeys = ['billing', 'analytics', 'reports'] as const satisfies readonly SubscriptionKey[];
