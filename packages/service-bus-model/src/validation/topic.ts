import { nameRules } from '../names.js';
import { tiers } from '../tiers.js';
import type { TopicDefinition } from '../topology.js';
import { authorizationRulesProblems } from './authorization-rule.js';
import { misnamed } from './conditions.js';
import { commonRequirements, sendableRequirements, type NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

function topicRequirements({ sku }: NamespaceTraits): readonly Requirement<Partial<TopicDefinition>>[] {
  return [
    {
      property: 'name',
      refuses: misnamed(nameRules.topic),
      rule: nameRules.topic.description,
      cure: "Choose for example 'events'.",
    },
    {
      property: 'name',
      refuses: () => sku !== undefined && Object.hasOwn(tiers, sku) && !tiers[sku].topics,
      rule: `${sku} has no topics`,
      cure: 'Choose the tier Standard or Premium for the namespace, or use a queue.',
    },
  ];
}

/** What Azure would refuse in a topic of that namespace. Absent properties, of either, are not judged. */
export function topicProblems(topic: Partial<TopicDefinition>, namespace: NamespaceTraits): readonly Problem[] {
  return [
    ...problemsOf(topic, topicRequirements(namespace)),
    ...problemsOf(topic, commonRequirements(namespace)),
    ...problemsOf(topic, sendableRequirements(namespace)),
    ...authorizationRulesProblems(topic.authorizationRules ?? []),
  ];
}
