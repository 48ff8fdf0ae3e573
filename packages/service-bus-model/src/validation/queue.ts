import { nameRules } from '../names.js';
import type { QueueDefinition } from '../topology.js';
import { authorizationRulesProblems } from './authorization-rule.js';
import { misnamed } from './conditions.js';
import { commonRequirements, receivableRequirements, sendableRequirements, type NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const requirements: readonly Requirement<Partial<QueueDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.queue),
    rule: nameRules.queue.description,
    cure: "Choose for example 'orders'.",
  },
  {
    property: 'forwardTo',
    refuses: (target, { name }) => target.toLowerCase() === name?.toLowerCase(),
    rule: 'a queue cannot forward to itself',
    cure: 'Name another queue or a topic.',
    taken: true,
  },
  {
    property: 'forwardDeadLetteredMessagesTo',
    refuses: (target, { name }) => target.toLowerCase() === name?.toLowerCase(),
    rule: 'a queue cannot forward its dead letters to itself',
    cure: 'Name another queue or a topic.',
    taken: true,
  },
];

/** What Azure would refuse in a queue of that namespace. Absent properties, of either, are not judged. */
export function queueProblems(queue: Partial<QueueDefinition>, namespace: NamespaceTraits): readonly Problem[] {
  return [
    ...problemsOf(queue, requirements),
    ...problemsOf(queue, commonRequirements(namespace)),
    ...problemsOf(queue, receivableRequirements(namespace)),
    ...problemsOf(queue, sendableRequirements(namespace)),
    ...authorizationRulesProblems(queue.authorizationRules ?? []),
  ];
}
