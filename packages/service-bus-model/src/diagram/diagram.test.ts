import { defineQueue, defineSubscription, defineTopic, defineTopology } from '../defaults.js';
import { layOut, type PlacedNode } from './layout.js';
import { topologyGraph } from './topology-graph.js';
import { topologyMermaid } from './topology-mermaid.js';
import { topologySvg } from './topology-svg.js';

const topology = defineTopology({
  namespace: { name: 'shop-bus' },
  queues: [
    defineQueue({
      name: 'orders',
      requiresSession: true,
      lockDuration: 'PT45S',
      maxDeliveryCount: 3,
      forwardDeadLetteredMessagesTo: 'Failed',
      authorizationRules: [
        { name: 'web', rights: ['Send'] },
        { name: 'worker', rights: ['Listen', 'Send'] },
      ],
    }),
    defineQueue({ name: 'failed', defaultMessageTimeToLive: 'P14D' }),
  ],
  topics: [
    defineTopic({
      name: 'events',
      authorizationRules: [
        { name: 'web', rights: ['Send'] },
        { name: 'worker', rights: ['Listen'] },
      ],
      subscriptions: [
        defineSubscription({ name: 'all' }),
        defineSubscription({
          name: 'german',
          rules: [
            {
              name: 'german',
              filter: { kind: 'correlation', label: 'order', properties: { country: 'de' } },
              action: { sqlExpression: 'REMOVE trace' },
            },
          ],
        }),
        defineSubscription({
          name: 'large',
          forwardTo: 'orders',
          rules: [{ name: 'large', filter: { kind: 'sql', sqlExpression: 'amount > 100 AND "x" <> \'&\'' } }],
        }),
      ],
    }),
  ],
  metricAlerts: [
    {
      name: 'backlog',
      enabled: true,
      severity: 2,
      frequency: 'PT1M',
      windowSize: 'PT5M',
      autoMitigate: true,
      scope: 'shop-bus',
      actionGroups: [],
      criteria: [
        {
          metricNamespace: 'Microsoft.ServiceBus/namespaces',
          metricName: 'ActiveMessages',
          aggregation: 'Average',
          operator: 'GreaterThan',
          threshold: 100,
          dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
        },
      ],
    },
  ],
});

const graph = topologyGraph(topology);

describe('the graph of a topology', () => {
  it('tells of each entity what sets it apart', () => {
    expect(Object.fromEntries(graph.nodes.map(({ id, details }) => [id, details]))).toEqual({
      'sender:web': [],
      'queue:orders': ['sessions', 'lock PT45S, 3 deliveries', 'alert: ActiveMessages > 100'],
      'queue:failed': ['messages live P14D'],
      'topic:events': [],
      'subscription:events/all': ['takes everything'],
      'subscription:events/german': ['german: label = order, country = de (changes it)'],
      'subscription:events/large': ['large: amount > 100 AND "x" <> \'&\''],
      'receiver:worker': [],
    });
  });

  it('has a line for whatever goes from one to another', () => {
    expect(graph.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`).sort()).toEqual([
      'queue:orders dead letters queue:failed',
      'queue:orders receive and send back receiver:worker',
      'sender:web send queue:orders',
      'sender:web send topic:events',
      'subscription:events/all receive receiver:worker',
      'subscription:events/german receive receiver:worker',
      'subscription:events/large forward queue:orders',
      'topic:events copy subscription:events/all',
      'topic:events copy subscription:events/german',
      'topic:events copy subscription:events/large',
    ]);
  });
});

describe('its layout', () => {
  const { nodes, width, height, edges } = layOut(graph);
  const overlap = (one: PlacedNode, other: PlacedNode) =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;

  it('keeps boxes apart, and within the picture', () => {
    const overlapping = nodes.flatMap((one, index) =>
      nodes.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.id} and ${other.id}`] : [])),
    );
    expect(overlapping).toEqual([]);
    for (const node of nodes) {
      expect(
        [node.x, node.y, width - node.x - node.width, height - node.y - node.height].every((gap) => gap >= 0),
      ).toBe(true);
    }
  });

  it('puts senders before entities, topics before their subscriptions, and receivers last', () => {
    const left = (id: string) => nodes.find((node) => node.id === id)?.x ?? NaN;
    const order = ['sender:web', 'topic:events', 'subscription:events/all', 'receiver:worker'].map(left);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  it('draws every line', () => {
    expect(edges).toHaveLength(graph.edges.length);
    expect(edges.every(({ path }) => /^M[-\d,]+[HC][-\d, HC]+$/.test(path))).toBe(true);
  });

  it.each([
    ['an empty namespace', { namespace: { name: 'empty-bus' } }],
    ['queues alone', { namespace: { name: 'queues-bus' }, queues: [defineQueue({ name: 'one' })] }],
  ])('draws %s', (_, definition) => {
    expect(topologySvg(defineTopology(definition))).not.toMatch(/NaN|Infinity|"-\d/);
  });
});

describe('its texts', () => {
  it('is a flowchart in Mermaid', () => {
    expect(topologyMermaid(topology)).toBe(`flowchart LR
  n0(["<b>web</b>"])
  subgraph bus["shop-bus (Standard)"]
    n1[["<b>orders</b><br/>sessions<br/>lock PT45S, 3 deliveries<br/>alert: ActiveMessages #62; 100"]]
    n2[["<b>failed</b><br/>messages live P14D"]]
    n3{{"<b>events</b>"}}
    n4("<b>all</b><br/>takes everything")
    n5("<b>german</b><br/>german: label = order, country = de (changes it)")
    n6("<b>large</b><br/>large: amount #62; 100 AND #34;x#34; #60;#62; '#38;'")
  end
  n7(["<b>worker</b>"])
  n0 --> n1
  n1 <--> n7
  n0 --> n3
  n4 --> n7
  n5 --> n7
  n3 --> n4
  n3 --> n5
  n3 --> n6
  n1 -.->|dead letters| n2
  n6 -.->|forwards| n1
`);
  });

  it('is a picture in which no text breaks the markup', () => {
    const svg = topologySvg(topology);
    expect(svg).toContain("large: amount &#62; 100 AND &#34;x&#34; &#60;&#62; '&#38;'");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
  });
});
