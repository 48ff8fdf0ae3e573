import { nameRules } from '../names.js';
import type { SubscriptionDefinition } from '../topology.js';
import { misnamed } from './conditions.js';
import { commonRequirements, receivableRequirements, type NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';
import { rulesProblems } from './rule.js';

const requirements: readonly Requirement<Partial<SubscriptionDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.subscription),
    rule: nameRules.subscription.description,
    cure: "Choose for example 'billing'.",
  },
];

/** What Azure would refuse in a subscription of that namespace. Absent properties, of either, are not judged. */
export function subscriptionProblems(
  subscription: Partial<SubscriptionDefinition>,
  namespace: NamespaceTraits,
): readonly Problem[] {
  return [
    ...problemsOf(subscription, requirements),
    ...problemsOf(subscription, commonRequirements(namespace)),
    ...problemsOf(subscription, receivableRequirements(namespace)),
    ...rulesProblems(subscription.rules ?? []),
  ];
}
