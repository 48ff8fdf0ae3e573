import type { ConnectionStringKey, OutputKey } from '@ams/stack-outputs';
import type { Contents } from './contents.js';

/** A queue, topic or subscription of the stack. */
export interface Place {
  /** Output with the name of the queue or topic. */
  readonly entity: OutputKey;
  /** Output with the name of the subscription, if it is one. */
  readonly subscription?: OutputKey;
  /** Output with the key that may listen and send, where the environment gives keys. */
  readonly access: ConnectionStringKey;
  /** What its messages are. */
  readonly contents: Contents;
}

/** Whose dead letters there are. */
export const sourceKeys = ['queue', 'session-queue', 'billing', 'analytics', 'reports'] as const;

export type SourceKey = (typeof sourceKeys)[number];

/** Where copies can go. */
export const destinationKeys = [...sourceKeys, 'topic', 'insights'] as const;

export type DestinationKey = (typeof destinationKeys)[number];

const topic = { entity: 'topicName', access: 'topicReprocessConnectionString', contents: 'events' } as const;

const insights = {
  entity: 'insightsTopicName',
  access: 'insightsReprocessConnectionString',
  contents: 'insights',
} as const;

export const places: Readonly<Record<DestinationKey, Place>> = {
  queue: { entity: 'queueName', access: 'queueReprocessConnectionString', contents: 'orders' },
  'session-queue': {
    entity: 'sessionQueueName',
    access: 'sessionQueueReprocessConnectionString',
    contents: 'orders',
  },
  billing: { ...topic, subscription: 'billingSubscriptionName' },
  analytics: { ...topic, subscription: 'analyticsSubscriptionName' },
  reports: { ...insights, subscription: 'reportsSubscriptionName' },
  topic,
  insights,
};
