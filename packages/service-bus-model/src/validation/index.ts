export { actionGroupProblems, type PartialActionGroup } from './action-group.js';
export { authorizationRuleProblems, authorizationRulesProblems } from './authorization-rule.js';
export { clientScopeProblems, type ClientScope } from './client-scope.js';
export {
  namespaceContentsProblems,
  topicContentsProblems,
  type NamespaceContents,
  type TopicContents,
} from './contents.js';
export type { NamespaceTraits } from './entity.js';
export { forwardingProblems, type Forward } from './forwarding.js';
export { metricAlertProblems, type PartialMetricAlert } from './metric-alert.js';
export { dynamicCriterionProblems, metricCriterionProblems } from './metric-criterion.js';
export { namespaceProblems } from './namespace.js';
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
export { topicProblems } from './topic.js';
export { topologyProblems, type TopologyProblem } from './topology.js';
