import { queueDeadLetters, subscriptionDeadLetters } from '@ams/messaging-runtime';
import { resubmitToProperty } from '@ams/messages';

import type { Stage } from './stage.js';

/** Queues and subscriptions that the story follows, by the names that the reprocessor knows them by. */
export const parts = ['orders', 'billing', 'analytics'] as const;

export type Part = (typeof parts)[number];

/** How a part is called elsewhere. */
export interface PartNames {
  /** `orders`, `events/Subscriptions/billing`: in the broker. */
  readonly path: string;
  /** `queue orders`: in what the reprocessor tells. */
  readonly source: string;
}

export function namesOf(part: Part, { client, outputs }: Pick<Stage, 'client' | 'outputs'>): PartNames {
  const subscription = { billing: outputs.billingSubscriptionName, analytics: outputs.analyticsSubscriptionName };
  const { path, name: source } =
    part === 'orders'
      ? queueDeadLetters(client, outputs.queueName)
      : subscriptionDeadLetters(client, outputs.topicName, subscription[part], resubmitToProperty);
  return { path, source };
}
