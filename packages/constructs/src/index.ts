export { ServiceBusAccessRule, type AccessRuleProps } from './access-rule.js';
export { Duration, isoDuration, type DurationInput } from './duration.js';
export * from './email-action-group.js';
export type { IForwardTarget } from './forward-target.js';
export * from './namespace.js';
export * from './queue-backlog-alert.js';
export * from './queue.js';
export { AzureRefusalError } from './refusal.js';
export type { ResourceGroupReference } from './resource-group.js';
export {
  ServiceBusSubscriptionRule,
  type CorrelationFilterProps,
  type SubscriptionRuleProps,
} from './subscription-rule.js';
export * from './subscription.js';
export * from './topic.js';
