import { unlimitedDuration } from '../durations.js';
import type {
  AuthorizationRuleDefinition,
  NamespaceDefinition,
  QueueDefinition,
  ReceivableDefinition,
  SendableDefinition,
  SubscriptionDefinition,
  Topology,
  TopicDefinition,
} from '../topology.js';
import { outsideDurations, outsideIntegers } from '../validation/conditions.js';
import { type Problem, problemsOf, type Requirement } from '../validation/problem.js';
import type { TopologyProblem } from '../validation/topology.js';
import { emulatorLimits as limits } from './emulator-limits.js';
import { ruleNotExpressed } from './rule-not-expressed.js';

/**
 * What the emulator cannot do as the topology asks: where, which property, its value, the emulator's rule, and what the
 * configuration has instead. `describeProblem` puts it into words.
 */
export type NotExpressed = TopologyProblem;

const misnamed: Requirement<{ readonly name: string }> = {
  property: 'name',
  refuses: (name) => !limits.namePattern.test(name),
  rule: 'the emulator takes letters, digits and . - _ / between a letter or digit at both ends',
  cure: 'It is written as it is, and the emulator refuses it. Rename it.',
};

const { timeToLive, duplicateDetectionWindow, queueLockDuration, subscriptionLockDuration, maxDeliveryCount } = limits;

const common: readonly Requirement<Pick<ReceivableDefinition & SendableDefinition, CommonProperty>>[] = [
  misnamed,
  {
    property: 'defaultMessageTimeToLive',
    refuses: outsideDurations(timeToLive),
    rule: `the emulator keeps messages ${timeToLive.minimum} to ${timeToLive.maximum}`,
    cure: 'The nearest of these is written.',
  },
  {
    property: 'status',
    refuses: (status) => status !== 'Active',
    rule: 'every entity of the emulator is active',
    cure: 'It is written without a status.',
  },
  {
    property: 'autoDeleteOnIdle',
    refuses: (duration) => duration !== unlimitedDuration,
    rule: 'no entity of the emulator deletes itself',
    cure: 'It is written without it.',
  },
];
type CommonProperty = 'name' | 'defaultMessageTimeToLive' | 'status' | 'autoDeleteOnIdle';

const receivable: readonly Requirement<ReceivableDefinition>[] = [
  {
    property: 'maxDeliveryCount',
    refuses: outsideIntegers(maxDeliveryCount),
    rule: `the emulator delivers a message ${maxDeliveryCount.minimum} to ${maxDeliveryCount.maximum} times`,
    cure: 'The nearest of these is written.',
  },
];

const lockDuration = (range: typeof queueLockDuration | typeof subscriptionLockDuration) =>
  ({
    property: 'lockDuration',
    refuses: outsideDurations(range),
    rule: `a lock lasts ${range.minimum} to ${range.maximum} there`,
    cure: 'The nearest of these is written.',
  }) as const;

const sendable: readonly Requirement<SendableDefinition>[] = [
  {
    property: 'partitioningEnabled',
    refuses: (enabled) => enabled,
    rule: 'the emulator has no partitioned entities',
    cure: 'It is written without partitions: its messages are in one order.',
  },
  {
    property: 'duplicateDetectionHistoryTimeWindow',
    refuses: (window, { requiresDuplicateDetection }) =>
      requiresDuplicateDetection && outsideDurations(duplicateDetectionWindow)(window),
    rule: `the emulator recognizes duplicates over ${duplicateDetectionWindow.minimum} to ${duplicateDetectionWindow.maximum}`,
    cure: 'The nearest of these is written.',
  },
  {
    property: 'expressEnabled',
    refuses: (enabled) => enabled,
    rule: 'the emulator has no express entities',
    cure: 'It is written without it.',
  },
  {
    property: 'maxMessageSizeInKilobytes',
    refuses: (size) => size > limits.messageSizeInKilobytes,
    rule: `a message of the emulator has at most ${limits.messageSizeInKilobytes} kilobytes`,
    cure: 'Larger ones are refused there.',
  },
];

const topic: readonly Requirement<TopicDefinition>[] = [
  {
    property: 'subscriptions',
    refuses: (subscriptions) => subscriptions.length === 0,
    rule: 'a topic of the emulator has at least one subscription',
    cure: 'The topic is left out: what is sent to it is refused there.',
  },
];

const subscription: readonly Requirement<SubscriptionDefinition>[] = [
  lockDuration(subscriptionLockDuration),
  {
    property: 'deadLetteringOnFilterEvaluationError',
    refuses: (enabled) => !enabled,
    rule: 'the emulator cannot be told what becomes of a message that a filter fails on',
    cure: 'It is written without it.',
  },
];

const namespace: readonly Requirement<NamespaceDefinition>[] = [
  {
    property: 'name',
    refuses: (name) => name !== limits.namespaceName,
    rule: `the emulator's namespace is always called ${limits.namespaceName}`,
    cure: 'That name is written.',
  },
  {
    property: 'sku',
    refuses: (sku) => sku !== 'Standard',
    rule: 'the emulator has no tiers and behaves like Standard',
    cure: "The tier's own limits and capacity are not kept there.",
  },
  {
    property: 'localAuthEnabled',
    refuses: (enabled) => !enabled,
    rule: 'the emulator knows shared access keys alone',
    cure: 'It accepts its one fixed key.',
  },
];

/** Everything in the topology that a configuration of the emulator cannot say, in the topology's order. */
export function notExpressedOf(topology: Topology): readonly NotExpressed[] {
  return [
    ...at(topology.namespace.name, namespaceProblems(topology)),
    ...topology.queues.flatMap((queue) => at(queue.name, queueProblems(queue))),
    ...topology.topics.flatMap((definition) => topicNotExpressed(definition)),
    ...topology.metricAlerts.flatMap(({ name }) => at(name, [alert(name)])),
  ];
}

function queueProblems(queue: QueueDefinition): readonly Problem[] {
  return [
    ...problemsOf(queue, common),
    ...problemsOf(queue, [lockDuration(queueLockDuration)]),
    ...problemsOf(queue, receivable),
    ...problemsOf(queue, sendable),
    ...accessRules(queue.authorizationRules),
  ];
}

function topicNotExpressed(definition: TopicDefinition): readonly NotExpressed[] {
  const { name, subscriptions } = definition;
  const rules = subscriptions.reduce((count, { rules: { length } }) => count + length, 0);
  return [
    ...at(name, [
      ...problemsOf(definition, common),
      ...problemsOf(definition, sendable),
      ...problemsOf(definition, topic),
      ...accessRules(definition.authorizationRules),
      ...tooMany('subscriptions', subscriptions.length, limits.subscriptionsPerTopic, 'subscriptions a topic'),
      ...tooMany('rules', rules, limits.rulesPerTopic, 'rules a topic'),
    ]),
    ...subscriptions.flatMap((each) => subscriptionNotExpressed(`${name}/Subscriptions/${each.name}`, each)),
  ];
}

function subscriptionNotExpressed(place: string, definition: SubscriptionDefinition): readonly NotExpressed[] {
  return [
    ...at(place, [
      ...problemsOf(definition, common),
      ...problemsOf(definition, receivable),
      ...problemsOf(definition, subscription),
    ]),
    ...definition.rules.flatMap((rule) => at(`${place}/Rules/${rule.name}`, ruleNotExpressed(rule, definition))),
  ];
}

function namespaceProblems({ namespace: definition, queues, topics }: Topology): readonly Problem[] {
  return [
    ...problemsOf(definition, namespace),
    ...accessRules(definition.authorizationRules),
    ...tooMany('queues and topics', queues.length + topics.length, limits.entities, 'queues and topics together'),
    ...sizes([...queues, ...topics]),
  ];
}

/** Told once: it is so of every entity. */
function sizes(entities: readonly SendableDefinition[]): readonly Problem[] {
  if (entities.length === 0) return [];
  const rule = `a queue or topic of the emulator holds ${limits.entitySizeInMegabytes} megabytes`;
  const value = Math.max(...entities.map(({ maxSizeInMegabytes }) => maxSizeInMegabytes));
  return [{ property: 'maxSizeInMegabytes', value, rule, cure: 'It is full sooner.' }];
}

function accessRules(rules: readonly AuthorizationRuleDefinition[]): readonly Problem[] {
  if (rules.length === 0) return [];
  return [
    {
      property: 'authorizationRules',
      value: rules.map(({ name }) => name),
      rule: 'the emulator has one access rule, RootManageSharedAccessKey, which may do everything',
      cure: 'These are left out: a client that lacks a right is not refused there.',
    },
  ];
}

function tooMany(property: string, count: number, limit: number, what: string): readonly Problem[] {
  if (count <= limit) return [];
  const cure = 'All are written, and the emulator refuses them. Take some out.';
  return [{ property, value: count, rule: `the emulator has at most ${limit} ${what}`, cure }];
}

function alert(name: string): Problem {
  return {
    property: 'metric alert',
    value: name,
    rule: 'the emulator has neither metrics nor alerts',
    cure: 'It is left out, with the action groups that it calls.',
  };
}

function at(place: string, problems: readonly Problem[]): readonly NotExpressed[] {
  return problems.map((problem) => ({ ...problem, place }));
}
