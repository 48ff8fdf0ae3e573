import type { ReceivableDefinition, Topology } from '../topology.js';
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
  const names = new Set([...queues, ...topics].map(({ name }) => name.toLowerCase()));
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
      ...at(queue.name, missingTargets(queue, names)),
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
          ...at(place, missingTargets(subscription, names)),
          ...at(place, rulesProblems(subscription.rules)),
          ...subscription.rules.flatMap((rule) => at(`${place}/Rules/${rule.name}`, ruleProblems(rule))),
        ];
      }),
    ]),
    ...actionGroups.flatMap((group) => at(group.name, actionGroupProblems(group))),
    ...metricAlerts.flatMap((alert) => at(alert.name, metricAlertProblems(alert, namespace))),
  ];
}

/** Queues and topics share their names. */
function repeatedEntities({ queues, topics }: Topology): readonly Problem[] {
  return repeated('queues and topics', [...queues, ...topics], 'the queues and topics of a namespace');
}

/**
 * Azure makes an entity only when what it forwards to is there already.
 *
 * @param names of the queues and topics of the namespace, in lower case.
 */
function missingTargets(entity: ReceivableDefinition, names: ReadonlySet<string>): readonly Problem[] {
  return (['forwardTo', 'forwardDeadLetteredMessagesTo'] as const).flatMap((property) => {
    const target = entity[property];
    if (target === undefined || names.has(target.toLowerCase())) return [];
    const rule = 'an entity forwards to a queue or topic of its own namespace';
    return [{ property, value: target, rule, cure: 'Add the queue or topic, or forward to another one.' }];
  });
}

function repeated(property: string, items: readonly { readonly name: string }[], what: string): readonly Problem[] {
  const names = repeatedNames(items);
  if (names.length === 0) return [];
  const rule = `${what} have different names, whatever their case`;
  return [{ property, value: names, rule, cure: 'Rename all but one.' }];
}
