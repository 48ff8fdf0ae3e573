import { defineQueue, defineSubscription, defineTopic, defineTopology } from '../defaults.js';
import { TimeSpan } from '../time-span.js';
import type { RuleDefinition, SubscriptionDefinition, Topology } from '../topology.js';
import { describeProblem } from '../validation/index.js';
import { readEmulatorConfig, writeEmulatorConfig } from './index.js';

/** A namespace that the emulator can be in every respect but the size of its entities. */
const topologyOf = (entities: Pick<Partial<Topology>, 'queues' | 'topics' | 'metricAlerts'>): Topology =>
  defineTopology({ namespace: { name: 'sbemulatorns' }, ...entities });

/** What of Azure's defaults the emulator cannot be, set to what it can. */
const received = { defaultMessageTimeToLive: 'PT1H', maxDeliveryCount: 3 };
const sent = { defaultMessageTimeToLive: 'PT1H', duplicateDetectionHistoryTimeWindow: 'PT20S' };
const within = { ...received, ...sent };

const subscriptionOf = (definition: Partial<SubscriptionDefinition>) =>
  topologyOf({
    topics: [
      defineTopic({
        name: 'events',
        ...sent,
        subscriptions: [defineSubscription({ ...received, name: 'billing', ...definition })],
      }),
    ],
  });

const inWords = (topology: Topology) =>
  writeEmulatorConfig(topology).notExpressed.map((each) => `${each.place}: ${describeProblem(each)}`);

const namespaceOf = (topology: Topology) => writeEmulatorConfig(topology).config.UserConfig.Namespaces[0];

const rulesOf = (rules: readonly RuleDefinition[]) =>
  namespaceOf(subscriptionOf({ rules }))?.Topics?.[0]?.Subscriptions?.[0]?.Rules;

describe('writeEmulatorConfig', () => {
  it('writes what reads back as the same topology', () => {
    const topology = topologyOf({
      queues: [
        defineQueue({
          ...within,
          name: 'orders',
          lockDuration: 'PT45S',
          requiresSession: true,
          deadLetteringOnMessageExpiration: true,
          forwardDeadLetteredMessagesTo: 'graveyard',
        }),
        defineQueue({ ...within, name: 'graveyard', requiresDuplicateDetection: true }),
      ],
      topics: [
        defineTopic({
          ...sent,
          name: 'events',
          requiresDuplicateDetection: true,
          subscriptions: [
            defineSubscription({ ...received, name: 'all', forwardTo: 'graveyard' }),
            defineSubscription({
              ...received,
              name: 'billing',
              rules: [
                {
                  name: 'large',
                  filter: { kind: 'sql', sqlExpression: 'amount > 100' },
                  action: { sqlExpression: "SET priority = 'high'" },
                },
                { name: 'eu', filter: { kind: 'correlation', label: 'purchase', properties: { region: 'eu', n: 2 } } },
              ],
            }),
          ],
        }),
      ],
    });
    const { config, notExpressed } = writeEmulatorConfig(topology);
    const { queues, topics } = readEmulatorConfig(JSON.parse(JSON.stringify(config)));
    expect(queues).toEqual(topology.queues);
    expect(topics).toEqual(topology.topics);
    expect(notExpressed.map(({ property }) => property)).toEqual(['maxSizeInMegabytes']);
  });

  it("writes Azure's defaults out, as near as the emulator comes to them", () => {
    expect(namespaceOf(topologyOf({ queues: [defineQueue({ name: 'orders' })] }))?.Queues).toEqual([
      {
        Name: 'orders',
        Properties: {
          DeadLetteringOnMessageExpiration: false,
          DefaultMessageTimeToLive: 'PT1H',
          DuplicateDetectionHistoryTimeWindow: 'PT5M',
          ForwardDeadLetteredMessagesTo: '',
          ForwardTo: '',
          LockDuration: 'PT1M',
          MaxDeliveryCount: 10,
          RequiresDuplicateDetection: false,
          RequiresSession: false,
        },
      },
    ]);
  });

  it.each<[string, Topology, RegExp]>([
    [
      'partitions',
      topologyOf({ queues: [defineQueue({ ...within, name: 'orders', partitioningEnabled: true })] }),
      /^orders: partitioningEnabled is true, but the emulator has no partitioned entities\./,
    ],
    [
      'long lives',
      topologyOf({ queues: [defineQueue({ ...within, name: 'orders', defaultMessageTimeToLive: 'P14D' })] }),
      /^orders: defaultMessageTimeToLive is 'P14D', .*PT1H/,
    ],
    [
      'many deliveries',
      subscriptionOf({ maxDeliveryCount: 11 }),
      /^events\/Subscriptions\/billing: maxDeliveryCount is 11, .*1 to 10/,
    ],
    ['short locks of a subscription', subscriptionOf({ lockDuration: 'PT45S' }), /lockDuration is 'PT45S', .*PT1M/],
    [
      'long duplicate windows',
      topologyOf({
        queues: [
          defineQueue({
            ...within,
            name: 'orders',
            requiresDuplicateDetection: true,
            duplicateDetectionHistoryTimeWindow: 'PT10M',
          }),
        ],
      }),
      /^orders: duplicateDetectionHistoryTimeWindow is 'PT10M', .*PT5M/,
    ],
    [
      'access rules',
      topologyOf({
        queues: [
          defineQueue({ ...within, name: 'orders', authorizationRules: [{ name: 'producer', rights: ['Send'] }] }),
        ],
      }),
      /^orders: authorizationRules is \["producer"\], .*RootManageSharedAccessKey/,
    ],
    [
      'status',
      topologyOf({ queues: [defineQueue({ ...within, name: 'orders', status: 'SendDisabled' })] }),
      /^orders: status is 'SendDisabled'/,
    ],
    [
      'more than 50 entities',
      topologyOf({ queues: Array.from({ length: 51 }, (_, index) => defineQueue({ ...within, name: `q${index}` })) }),
      /^sbemulatorns: queues and topics is 51, .*at most 50/,
    ],
    [
      'topics without subscriptions',
      topologyOf({ topics: [defineTopic({ ...sent, name: 'events' })] }),
      /^events: subscriptions is \[\], .*left out/,
    ],
    [
      'tiers',
      defineTopology({ namespace: { name: 'sbemulatorns', sku: 'Premium', capacity: 1 } }),
      /^sbemulatorns: sku is 'Premium'/,
    ],
    ['names of namespaces', defineTopology({ namespace: { name: 'contoso-bus' } }), /^contoso-bus: name is/],
    [
      'parameters',
      subscriptionOf({
        rules: [{ name: 'it', filter: { kind: 'sql', sqlExpression: 'a = @a', parameters: { '@a': 1 } } }],
      }),
      /^events\/Subscriptions\/billing\/Rules\/it: parameters is \["@a"\]/,
    ],
    [
      'dates to compare with',
      subscriptionOf({
        rules: [{ name: 'it', filter: { kind: 'correlation', properties: { day: new Date(0) } } }],
      }),
      /Rules\/it: properties.day is .*1970/,
    ],
    [
      'time spans to compare with',
      subscriptionOf({
        rules: [{ name: 'it', filter: { kind: 'correlation', properties: { lasted: TimeSpan.parse('PT1S') } } }],
      }),
      /Rules\/it: properties.lasted is .*PT1S.*The time span is written as text/,
    ],
    [
      'the name of the default rule',
      subscriptionOf({ rules: [{ name: '$Default', filter: { kind: 'false' } }] }),
      /Rules\/\$Default: name is '\$Default', .*written as 'Default'/,
    ],
  ])('says that the emulator cannot express %s', (_, topology, expected) => {
    expect(inWords(topology)).toContainEqual(expect.stringMatching(expected));
  });

  it('says of alerts that they are left out', () => {
    const metricAlerts: Topology['metricAlerts'] = [
      {
        name: 'backlog',
        enabled: true,
        severity: 2,
        frequency: 'PT1M',
        windowSize: 'PT5M',
        autoMitigate: true,
        scope: 'sbemulatorns',
        criteria: [],
        actionGroups: [],
      },
    ];
    expect(inWords(topologyOf({ metricAlerts }))).toEqual([expect.stringMatching(/^backlog: .*neither metrics nor/)]);
  });

  it('leaves the default rule to the emulator', () => {
    expect(rulesOf([{ name: '$Default', filter: { kind: 'true' } }])).toEqual([]);
  });

  it('writes as SQL the filters that the emulator has no type for', () => {
    expect(
      rulesOf([
        { name: 'all', filter: { kind: 'true' } },
        { name: 'none', filter: { kind: 'false' } },
      ]),
    ).toEqual([
      { Name: 'all', Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: '1=1' } } },
      { Name: 'none', Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: '1=0' } } },
    ]);
  });

  it('lets a subscription without rules take nothing, as on Azure', () => {
    expect(rulesOf([])).toEqual([
      { Name: 'nothing', Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: '1=0' } } },
    ]);
  });
});
