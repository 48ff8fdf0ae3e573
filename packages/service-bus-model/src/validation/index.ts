export { actionGroupProblems, type PartialActionGroup } from './action-group.js';
export { appServiceProblems, type AppServiceDefinition } from './app-service.js';
export { authorizationRuleProblems, authorizationRulesProblems } from './authorization-rule.js';
export { autoscaleProblems, type AutoscaleDefinition, type AutoscaleThresholds } from './autoscale.js';
export { clientScopeProblems, type ClientScope } from './client-scope.js';
export { containerAppProblems, type ContainerAppDefinition } from './container-app.js';
export {
  namespaceContentsProblems,
  topicContentsProblems,
  type NamespaceContents,
  type TopicContents,
} from './contents.js';
export { dashboardProblems, type DashboardDefinition } from './dashboard.js';
export { diagnosticSettingProblems, type DiagnosticSettingDefinition } from './diagnostic-setting.js';
export {
  disasterRecoveryProblems,
  type DisasterRecoveryDefinition,
  type PairedNamespace,
} from './disaster-recovery.js';
export type { NamespaceTraits } from './entity.js';
export { forwardingProblems, type Forward } from './forwarding.js';
export { managementLockProblems, type LockLevel, type ManagementLockDefinition } from './management-lock.js';
export { metricAlertProblems, type PartialMetricAlert } from './metric-alert.js';
export { dynamicCriterionProblems, metricCriterionProblems } from './metric-criterion.js';
export { namespaceProblems } from './namespace.js';
export { namespaceAccessProblems, type NamespaceAccess, type TlsVersion } from './namespace-access.js';
export {
  customerManagedKeyProblems,
  namespaceIdentityProblems,
  type CustomerManagedKey,
  type NamespaceIdentity,
} from './namespace-encryption.js';
export {
  networkRuleSetProblems,
  type DefaultAction,
  type NetworkRuleSet,
  type SubnetRule,
} from './network-rule-set.js';
export {
  privateEndpointProblems,
  virtualNetworkLinkProblems,
  type PrivateEndpointDefinition,
  type VirtualNetworkLink,
} from './private-endpoint.js';
export { principalProblems, type PrincipalReference } from './principal.js';
export { describeProblem, type Problem } from './problem.js';
export { queueProblems } from './queue.js';
export { ruleProblems, rulesProblems } from './rule.js';
export {
  settableStatuses,
  settableStatusProblems,
  type SubscriptionStatus,
  type TopicStatus,
} from './settable-status.js';
export { subscriptionProblems } from './subscription.js';
export { tagProblems } from './tags.js';
export { teamsRelayProblems, type TeamsRelayDefinition } from './teams-relay.js';
export { topicProblems } from './topic.js';
export { topologyProblems, type TopologyProblem } from './topology.js';
export { namesRegistry, workerProblems, type WorkerDefinition } from './worker.js';
