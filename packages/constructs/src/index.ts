export { ServiceBusAccessRule, type AccessRuleProps, type AccessRuleSecret } from './access-rule.js';
export { deleteDefaultRules } from './default-rules.js';
export { Duration, isoDuration, type DurationInput } from './duration.js';
export * from './action-group.js';
export type { IActionGroup } from './action-group-reference.js';
export type { AlertSettings } from './alert-settings.js';
export * from './email-action-group.js';
export type { BacklogAlertProps, EntitySizeAlertProps, SignalAlertProps } from './alert-signals.js';
export type { EntityAlerts, QueueAlerts } from './entity-alerts.js';
export type { NamespaceAlerts } from './namespace-alerts.js';
export * from './metric.js';
export * from './metric-alert.js';
export type { IForwardTarget } from './forward-target.js';
export type { LifecycleProps, OperationTimeouts } from './lifecycle-props.js';
export { ServiceBusGrant, type GrantTarget, type ServiceBusGrantProps } from './grants.js';
export * from './namespace.js';
export type { Principal } from './principal.js';
export * from './queue-backlog-alert.js';
export type { QueueReferenceProps } from './imported-queue.js';
export type { SubscriptionReferenceProps } from './imported-subscription.js';
export type { TopicReferenceProps } from './imported-topic.js';
export type { IServiceBusQueue } from './queue-base.js';
export * from './queue.js';
export { AzureRefusalError } from './refusal.js';
export type { ResourceGroupReference } from './resource-group.js';
export {
  ServiceBusSubscriptionRule,
  type CorrelationFilterProps,
  type SubscriptionRuleProps,
} from './subscription-rule.js';
export type { IServiceBusSubscription } from './subscription-base.js';
export * from './subscription.js';
export type { IServiceBusTopic, TopicSubscriptionProps } from './topic-base.js';
export { TeamsRelay, type TeamsRelayProps } from './teams-relay.js';
export * from './topic.js';
export type { MadeNamespaceAlerts, SystemNamespaceAlerts } from './messaging-system-alerts.js';
export type { MessagingSystemOutputs } from './messaging-system-outputs.js';
export type {
  MessagingSystemProps,
  SystemBacklogAlert,
  SystemProgram,
  SystemQueue,
  SystemSubscription,
  SystemTopic,
} from './messaging-system-props.js';
export type { SystemAccess } from './messaging-system-grants.js';
export { MessagingSystem } from './messaging-system.js';
export * from './customer-managed-key.js';
export type { CustomerManagedKeyProps } from './customer-managed-key-props.js';
export type { IdentityReference, NamespaceIdentityProps } from './identity.js';
export type { NamespaceReferenceProps, NamespaceTraitsProps } from './imported-namespace.js';
export * from './management-lock.js';
export type { NamespaceIdProps } from './namespace-of-id.js';
export type { NetworkRuleSetProps } from './network-rules.js';
export * from './private-dns-zone.js';
export * from './private-endpoint.js';
export { NoSecretsInOutputs } from './no-secrets-in-outputs.js';
export { ProtectStatefulEntities, type ProtectStatefulEntitiesProps } from './protect-stateful-entities.js';
export { RequiredTags, type TagRule } from './required-tags.js';
export { WarnOnReplacement } from './warn-on-replacement.js';
export { addAspects } from './add-aspects.js';
export * from './app-service-worker.js';
export * from './container-app-worker.js';
export type { ScaleRuleAuthentication } from './container-app-scale-rule.js';
export type { WorkerIdentity, WorkerRegistry } from './worker-identity.js';
export type { WorkerProps } from './worker-props.js';
export type { WorkerSource } from './worker-source.js';
export * from './diagnostic-settings.js';
export type { DashboardChart } from './dashboard-document.js';
export * from './geo-disaster-recovery.js';
export * from './messaging-dashboard.js';
export * from './messaging-unit-autoscale.js';
