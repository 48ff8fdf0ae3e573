import { subscriptionDefaults } from '../defaults.js';
import { entityNameDimension } from '../metrics.js';
import type {
  AuthorizationRuleDefinition,
  MetricAlertDefinition,
  MetricOperator,
  QueueDefinition,
  SubscriptionDefinition,
  Topology,
} from '../topology.js';
import { entityDetails } from './entity-details.js';
import { filterText } from './filter-text.js';

/** A box of the diagram: a program, or an entity with what is to be known of it. */
export interface DiagramNode {
  readonly id: string;
  readonly kind: 'sender' | 'queue' | 'topic' | 'subscription' | 'receiver';
  readonly name: string;
  readonly details: readonly string[];
}

/** A line of the diagram, in the direction in which messages go. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'send' | 'copy' | 'receive' | 'receive and send back' | 'forward' | 'dead letters';
}

/** What a diagram of a topology shows. Its order is that of the topology. */
export interface TopologyGraph {
  readonly title: string;
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/**
 * The topology as boxes and lines. Programs are the names of access rules: who may listen is drawn where the messages
 * go to, who may only send where they come from. Rules of the namespace, which may do all everywhere, are not drawn.
 */
export function topologyGraph(topology: Topology): TopologyGraph {
  const { namespace, queues, topics, metricAlerts } = topology;
  const queueNodes = queues.map((queue) => ({
    id: `queue:${queue.name}`,
    kind: 'queue' as const,
    name: queue.name,
    details: [...entityDetails(queue), ...alertDetails(queue.name, metricAlerts)],
  }));
  const topicNodes = topics.map((topic) => ({
    id: `topic:${topic.name}`,
    kind: 'topic' as const,
    name: topic.name,
    details: [...entityDetails(topic), ...alertDetails(topic.name, metricAlerts)],
  }));
  const subscriptionNodes = topics.flatMap((topic) =>
    topic.subscriptions.map((subscription) => ({
      id: subscriptionId(topic.name, subscription),
      kind: 'subscription' as const,
      name: subscription.name,
      details: [...entityDetails(subscription), ...ruleDetails(subscription)],
    })),
  );
  const edges = [...programEdges(topology), ...copyEdges(topology), ...forwardEdges(topology)];
  return {
    title: `${namespace.name} (${namespace.sku})`,
    nodes: [
      ...programNodes('sender', edges),
      ...queueNodes,
      ...topicNodes,
      ...subscriptionNodes,
      ...programNodes('receiver', edges),
    ],
    edges,
  };
}

const subscriptionId = (topic: string, { name }: Pick<SubscriptionDefinition, 'name'>) =>
  `subscription:${topic}/${name}`;

/** What forwards its messages has nothing for those who listen. */
const keeps = ({ forwardTo }: { readonly forwardTo?: string }) => forwardTo === undefined;

function programEdges({ queues, topics }: Topology): readonly DiagramEdge[] {
  const ofQueues = queues.flatMap((queue) => {
    const id = `queue:${queue.name}`;
    return accessEdges(queue, id, keeps(queue) ? [id] : []);
  });
  const ofTopics = topics.flatMap((topic) => {
    const sources = topic.subscriptions.filter(keeps).map((subscription) => subscriptionId(topic.name, subscription));
    return accessEdges(topic, `topic:${topic.name}`, sources);
  });
  return [...ofQueues, ...ofTopics];
}

/** Lines from those who only send to what takes messages in, and from what gives them out to those who listen. */
function accessEdges(
  { authorizationRules }: { readonly authorizationRules: readonly AuthorizationRuleDefinition[] },
  target: string,
  sources: readonly string[],
): readonly DiagramEdge[] {
  return authorizationRules.flatMap(({ name, rights }): readonly DiagramEdge[] => {
    const sends = rights.includes('Send');
    if (rights.includes('Listen') && sources.length > 0) {
      const kind = sends ? 'receive and send back' : 'receive';
      return sources.map((from) => ({ from, to: `receiver:${name}`, kind }));
    }
    return sends ? [{ from: `sender:${name}`, to: target, kind: 'send' }] : [];
  });
}

function programNodes(kind: 'sender' | 'receiver', edges: readonly DiagramEdge[]): readonly DiagramNode[] {
  const ends = edges.flatMap(({ from, to }) => [from, to]).filter((end) => end.startsWith(`${kind}:`));
  return [...new Set(ends)].map((id) => ({ id, kind, name: id.slice(kind.length + 1), details: [] }));
}

function copyEdges({ topics }: Topology): readonly DiagramEdge[] {
  return topics.flatMap((topic) =>
    topic.subscriptions.map((subscription) => ({
      from: `topic:${topic.name}`,
      to: subscriptionId(topic.name, subscription),
      kind: 'copy' as const,
    })),
  );
}

function forwardEdges({ queues, topics }: Topology): readonly DiagramEdge[] {
  const targets = new Map([
    ...queues.map(({ name }) => [name.toLowerCase(), `queue:${name}`] as const),
    ...topics.map(({ name }) => [name.toLowerCase(), `topic:${name}`] as const),
  ]);
  const edgesOf = (from: string, source: Pick<QueueDefinition, 'forwardTo' | 'forwardDeadLetteredMessagesTo'>) =>
    (
      [
        ['forward', source.forwardTo],
        ['dead letters', source.forwardDeadLetteredMessagesTo],
      ] as const
    ).flatMap(([kind, name]) => {
      const to = targets.get(name?.toLowerCase() ?? '');
      return to === undefined ? [] : [{ from, to, kind }];
    });
  return [
    ...queues.flatMap((queue) => edgesOf(`queue:${queue.name}`, queue)),
    ...topics.flatMap((topic) =>
      topic.subscriptions.flatMap((subscription) => edgesOf(subscriptionId(topic.name, subscription), subscription)),
    ),
  ];
}

const longestFilter = 44;

function ruleDetails({ rules }: SubscriptionDefinition): readonly string[] {
  if (rules.length === 0 || rules === subscriptionDefaults.rules) return ['takes everything'];
  return rules.map(({ name, filter, action }) => {
    const text = `${name}: ${filterText(filter)}`;
    const short = text.length > longestFilter ? `${text.slice(0, longestFilter - 1)}…` : text;
    return action === undefined ? short : `${short} (changes it)`;
  });
}

const signs: Readonly<Record<MetricOperator, string>> = {
  Equals: '=',
  NotEquals: '≠',
  GreaterThan: '>',
  GreaterThanOrEqual: '≥',
  LessThan: '<',
  LessThanOrEqual: '≤',
};

function alertDetails(entity: string, alerts: readonly MetricAlertDefinition[]): readonly string[] {
  return alerts.flatMap(({ criteria }) =>
    criteria
      .filter(({ dimensions }) =>
        dimensions.some(({ name, values }) => name === entityNameDimension && values.includes(entity)),
      )
      .map(({ metricName, operator, threshold }) => `alert: ${metricName} ${signs[operator]} ${threshold}`),
  );
}
