import {
  authorizationRuleProblems,
  describeProblem,
  limits,
  type NamespaceDefinition,
  type Problem,
  type QueueDefinition,
  queueProblems,
  type RuleDefinition,
  ruleProblems,
  type SendableDefinition,
  subscriptionProblems,
  topicProblems,
} from '@ams/service-bus-model';

import type { SubscriptionSettings, Topic, TopicSettings } from '../engine/entities.js';
import { BrokerError } from '../engine/errors.js';
import type { Namespace } from '../engine/namespace.js';

/**
 * Whether Azure would take a definition. Each check throws BrokerError `com.microsoft:argument-error` if not, or
 * `amqp:resource-limit-exceeded` for too many access rules.
 */
export interface DefinitionChecks {
  queue(definition: QueueDefinition): void;
  topic(definition: TopicSettings): void;
  subscription(path: string, definition: SubscriptionSettings): void;
  rule(path: string, definition: RuleDefinition): void;
}

/** @param namespace whose tier decides what its entities may be. */
export function definitionChecks(namespace: NamespaceDefinition): DefinitionChecks {
  const accessRules = ({ authorizationRules }: Pick<SendableDefinition, 'authorizationRules'>): readonly Problem[] =>
    authorizationRules.flatMap((rule) => authorizationRuleProblems(rule));
  return {
    queue(definition) {
      refuseTooManyAccessRules(definition);
      refuse(definition.name, [...queueProblems(definition, namespace), ...accessRules(definition)]);
    },
    topic(definition) {
      refuseTooManyAccessRules(definition);
      refuse(definition.name, [...topicProblems(definition, namespace), ...accessRules(definition)]);
    },
    subscription: (path, definition) => refuse(path, subscriptionProblems(definition, namespace)),
    rule: (path, definition) => refuse(path, ruleProblems(definition)),
  };
}

function refuse(path: string, problems: readonly Problem[]): void {
  const refused = problems.filter(({ taken }) => taken !== true);
  if (refused.length === 0) return;
  throw new BrokerError('com.microsoft:argument-error', `'${path}': ${refused.map(describeProblem).join(' ')}`);
}

/** What Azure fixes when an entity is made. */
const fixedProperties = ['partitioningEnabled', 'requiresSession', 'requiresDuplicateDetection'] as const;
type FixedProperties = Partial<Record<(typeof fixedProperties)[number], boolean>>;

/** Whether an entity can become the other without being made anew. */
export function haveSameFixedProperties(one: FixedProperties, other: FixedProperties): boolean {
  return fixedProperties.every((property) => one[property] === other[property]);
}

/** @throws BrokerError `com.microsoft:argument-error` when a change would touch what cannot change. */
export function refuseFixedChanges(path: string, before: FixedProperties, after: FixedProperties): void {
  const changed = fixedProperties.find((property) => before[property] !== after[property]);
  if (changed === undefined) return;
  throw new BrokerError(
    'com.microsoft:argument-error',
    `'${path}': ${changed} is ${before[changed]} and cannot be changed to ${after[changed]}. ` +
      'Delete the entity and make it anew, which loses its messages.',
  );
}

/** @throws BrokerError `amqp:resource-limit-exceeded` when the namespace has no room for another queue or topic. */
export function refuseFullNamespace(
  namespace: Namespace,
  { partitioningEnabled }: { partitioningEnabled: boolean },
): void {
  refuseBeyond(limits.entitiesPerNamespace, namespace.size, 'A namespace has at most', 'queues and topics');
  if (!partitioningEnabled) return;
  const partitioned = [...namespace.sendables].filter(({ definition }) => definition.partitioningEnabled).length;
  refuseBeyond(limits.partitionedEntitiesPerNamespace, partitioned, 'A namespace has at most', 'partitioned entities');
}

/** @throws BrokerError `amqp:resource-limit-exceeded` when the topic has no room for another subscription. */
export function refuseFullTopic(topic: Topic): void {
  refuseBeyond(limits.subscriptionsPerTopic, topic.subscriptions.size, 'A topic has at most', 'subscriptions');
}

/** @throws BrokerError `amqp:resource-limit-exceeded` when the topic has no room for another filter of that kind. */
export function refuseTooManyFilters(topic: Topic, { filter: { kind } }: RuleDefinition): void {
  if (kind !== 'sql' && kind !== 'correlation') return;
  const present = [...topic.subscriptions.values()].reduce((sum, { rules }) => sum + rules.countOf(kind), 0);
  if (kind === 'sql') refuseBeyond(limits.sqlFiltersPerTopic, present, 'A topic has at most', 'SQL filters');
  else refuseBeyond(limits.correlationFiltersPerTopic, present, 'A topic has at most', 'correlation filters');
}

function refuseTooManyAccessRules({ authorizationRules }: Pick<SendableDefinition, 'authorizationRules'>): void {
  // The definition has all of them already: the last one is the one too many.
  const present = authorizationRules.length - 1;
  refuseBeyond(limits.authorizationRules, present, 'A queue or topic has at most', 'access rules');
}

function refuseBeyond(limit: number, present: number, holder: string, what: string): void {
  if (present < limit) return;
  throw new BrokerError(
    'amqp:resource-limit-exceeded',
    `${holder} ${limit} ${what}, and these are there. Delete some that nobody needs.`,
  );
}
