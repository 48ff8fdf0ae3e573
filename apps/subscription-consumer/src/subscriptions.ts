/** Subscriptions of the topic, by what they are for, and the outputs that name them in a deployed stack. */
export const subscriptionOutputs = {
  billing: 'billingSubscriptionName',
  analytics: 'analyticsSubscriptionName',
} as const;

export type SubscriptionKey = keyof typeof subscriptionOutputs;

export const subscriptionKeys = ['billing', 'analytics'] as const satisfies readonly SubscriptionKey[];
