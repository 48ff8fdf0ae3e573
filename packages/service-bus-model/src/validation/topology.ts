import type { Topology } from '../topology.js';
import { actionGroupProblems } from './action-group.js';
import { authorizationRuleProblems, authorizationRulesProblems } from './authorization-rule.js';
import { repeatedNames } from './conditions.js';
import { metricAlertProblems } from './metric-alert.js';
import { namespaceProblems } from './namespace.js';
import type { Problem } from './problem.js';
import { queueProblems } from './queue.js';
import { ruleProblems, rulesProblems } from './rule.js';
import { subscriptionProblems } from './subscription.js';
import { topicProblems } from './topic.js';

/** A problem, and where in the topology it is: `orders`, `events/Subscriptions/billing/Rules/addressed`. */
export interface TopologyProblem extends Problem {
  readonly place: string;
}

/** All that Azure would refuse in a topology. A broker that is given one asks before it starts. */
export function topologyProblems(topology: Topology): readonly TopologyProblem[] {
  const { namespace, queues, topics, actionGroups, metricAlerts } = topology;
  const at = (place: string, problems: readonly Problem[]): readonly TopologyProblem[] =>
    problems.map((problem) => ({ ...problem, place }));
  const accessRules = (
    place: string,
    rules: Topology['namespace']['authorizationRules'],
  ): readonly TopologyProblem[] => [
    ...at(place, authorizationRulesProblems(rules)),
    ...rules.flatMap((rule) => at(`${place}, access rule ${rule.name}`, authorizationRuleProblems(rule))),
  ];

  return [
    ...at(namespace.name, namespaceProblems(namespace)),
    ...accessRules(namespace.name, namespace.authorizationRules),
    ...at(namespace.name, repeatedEntities(topology)),
    ...queues.flatMap((queue) => [
      ...at(queue.name, queueProblems(queue, namespace)),
      ...accessRules(queue.name, queue.authorizationRules),
    ]),
    ...topics.flatMap((topic) => [
      ...at(topic.name, topicProblems(topic, namespace)),
      ...accessRules(topic.name, topic.authorizationRules),
      ...at(topic.name, repeated('subscriptions', topic.subscriptions, 'the subscriptions of a topic')),
      ...topic.subscriptions.flatMap((subscription) => {
        const place = `${topic.name}/Subscriptions/${subscription.name}`;
        return [
          ...at(place, subscriptionProblems(subscription, namespace)),
          ...at(place, rulesProblems(subscription.rules)),
          ...subscription.rules.flatMap((rule) => at(`${place}/Rules/${rule.name}`, ruleProblems(rule))),
        ];
      }),
    ]),
    ...actionGroups.flatMap((group) => at(group.name, actionGroupProblems(group))),
    ...metricAlerts.flatMap((alert) => at(alert.name, metricAlertProblems(alert))),
  ];
}

/** Queues and topics share their names. */
function repeatedEntities({ queues, topics }: Topology): readonly Problem[] {
  return repeated('queues and topics', [...queues, ...topics], 'the queues and topics of a namespace');
}

function repeated(property: string, items: readonly { readonly name: string }[], what: string): readonly Problem[] {
  const names = repeatedNames(items);
  if (names.length === 0) return [];
  const rule = `${what} have different names, whatever their case`;
  return [{ property, value: names, rule, cure: 'Rename all but one.' }];
}
