import { describeProblem, topologyProblems } from '../validation/index.js';
import { defaultRule } from '../defaults.js';
import { EmulatorConfigError, readEmulatorConfig } from './index.js';

type Block = Readonly<Record<string, unknown>>;

const configOf = (namespace: Block) => ({
  UserConfig: { Namespaces: [{ Name: 'sbemulatorns', ...namespace }], Logging: { Type: 'File' } },
});

const withQueue = (properties: Block, rest: Block = {}) =>
  configOf({ Queues: [{ Name: 'orders', Properties: properties, ...rest }], Topics: [] });

const withRule = (properties: unknown) =>
  configOf({
    Topics: [
      {
        Name: 'events',
        Subscriptions: [{ Name: 'billing', Rules: [{ Name: 'large', Properties: properties }] }],
      },
    ],
  });

const ruleOf = (properties: unknown) => readEmulatorConfig(withRule(properties)).topics[0]?.subscriptions[0]?.rules[0];

describe('a configuration of the emulator', () => {
  it('has its queue with all that the configuration says of it', () => {
    const { queues } = readEmulatorConfig(
      withQueue({
        DeadLetteringOnMessageExpiration: true,
        DefaultMessageTimeToLive: 'PT30M',
        DuplicateDetectionHistoryTimeWindow: 'PT1M',
        ForwardDeadLetteredMessagesTo: 'graveyard',
        ForwardTo: 'archive',
        LockDuration: 'PT30S',
        MaxDeliveryCount: 5,
        RequiresDuplicateDetection: true,
        RequiresSession: true,
      }),
    );
    expect(queues).toEqual([
      expect.objectContaining({
        name: 'orders',
        deadLetteringOnMessageExpiration: true,
        defaultMessageTimeToLive: 'PT30M',
        duplicateDetectionHistoryTimeWindow: 'PT1M',
        forwardDeadLetteredMessagesTo: 'graveyard',
        forwardTo: 'archive',
        lockDuration: 'PT30S',
        maxDeliveryCount: 5,
        requiresDuplicateDetection: true,
        requiresSession: true,
      }),
    ]);
  });

  it("gives a queue the emulator's defaults, which are not Azure's", () => {
    expect(readEmulatorConfig(withQueue({})).queues[0]).toMatchObject({
      defaultMessageTimeToLive: 'PT1H',
      duplicateDetectionHistoryTimeWindow: 'PT20S',
      lockDuration: 'PT1M',
      maxDeliveryCount: 3,
      partitioningEnabled: false,
    });
  });

  it('forwards nowhere when the target is an empty text', () => {
    const [queue] = readEmulatorConfig(withQueue({ ForwardTo: '', ForwardDeadLetteredMessagesTo: '' })).queues;
    expect(queue).not.toHaveProperty('forwardTo');
    expect(queue).not.toHaveProperty('forwardDeadLetteredMessagesTo');
  });

  it('has topics with their subscriptions, which take everything as long as they have no rules', () => {
    const { topics } = readEmulatorConfig(
      configOf({
        Topics: [
          {
            Name: 'events',
            Properties: { DefaultMessageTimeToLive: 'PT10M', RequiresDuplicateDetection: true },
            Subscriptions: [{ Name: 'billing', Properties: { LockDuration: 'PT2M', RequiresSession: true } }],
          },
        ],
      }),
    );
    expect(topics).toEqual([
      expect.objectContaining({
        name: 'events',
        defaultMessageTimeToLive: 'PT10M',
        requiresDuplicateDetection: true,
        subscriptions: [
          expect.objectContaining({
            name: 'billing',
            lockDuration: 'PT2M',
            requiresSession: true,
            maxDeliveryCount: 3,
            rules: [defaultRule],
          }),
        ],
      }),
    ]);
  });

  it('reads SQL filters and actions', () => {
    expect(
      ruleOf({
        FilterType: 'Sql',
        SqlFilter: { SqlExpression: 'amount > 100' },
        Action: { SqlExpression: "SET priority = 'high'" },
      }),
    ).toEqual({
      name: 'large',
      filter: { kind: 'sql', sqlExpression: 'amount > 100' },
      action: { sqlExpression: "SET priority = 'high'" },
    });
  });

  it('reads correlation filters, and compares nothing with an empty text', () => {
    expect(
      ruleOf({
        FilterType: 'Correlation',
        CorrelationFilter: { Label: 'purchase', To: '', ContentType: 'a/b', Properties: { region: 'eu', count: 2 } },
      }),
    ).toEqual({
      name: 'large',
      filter: { kind: 'correlation', label: 'purchase', contentType: 'a/b', properties: { region: 'eu', count: 2 } },
    });
  });

  it('yields what Azure would accept', () => {
    const topology = readEmulatorConfig(withQueue({ MaxDeliveryCount: 50 }));
    expect(topologyProblems(topology).map(describeProblem)).toEqual([]);
    expect(topology.queues[0]?.maxDeliveryCount).toBe(50);
  });
});

describe('what is no configuration of the emulator', () => {
  const inQueue = 'UserConfig.Namespaces[0].Queues[0]';
  const inRule = 'UserConfig.Namespaces[0].Topics[0].Subscriptions[0].Rules[0].Properties';

  it.each<[string, unknown, string, RegExp]>([
    ['text', 'hello', 'the document', /'hello', but it must be an object/],
    ['another document', { resource: {} }, 'UserConfig', /missing, but it must be an object/],
    ['two namespaces', { UserConfig: { Namespaces: [{}, {}] } }, '', /list of 2, but the emulator has exactly one/],
    ['a nameless queue', configOf({ Queues: [{ Properties: {} }] }), `${inQueue}.Name`, /missing, but .* a text/],
    [
      'a lock in minutes',
      withQueue({ LockDuration: '1 minute' }),
      `${inQueue}.Properties.LockDuration`,
      /'1 minute', but it must be a duration.*'PT1M'/,
    ],
    [
      'a count in words',
      withQueue({ MaxDeliveryCount: 'ten' }),
      `${inQueue}.Properties.MaxDeliveryCount`,
      /'ten', but it must be a number/,
    ],
    [
      'half a delivery',
      withQueue({ MaxDeliveryCount: 2.5 }),
      `${inQueue}.Properties.MaxDeliveryCount`,
      /2.5, but it must be a whole number/,
    ],
    [
      'a misspelt property',
      withQueue({ RequireSession: true }),
      `${inQueue}.Properties`,
      /'RequireSession', but .* no such property.*spelling/,
    ],
    [
      'a filter of no type',
      withRule({ FilterType: 'True' }),
      `${inRule}.FilterType`,
      /'True', but .*'Sql' or 'Correlation'/,
    ],
    [
      'an SQL filter without its expression',
      withRule({ FilterType: 'Sql', SqlFilter: {} }),
      `${inRule}.SqlFilter.SqlExpression`,
      /missing, but it must be a text/,
    ],
    [
      'a list to compare with',
      withRule({ FilterType: 'Correlation', CorrelationFilter: { Properties: { region: ['eu'] } } }),
      `${inRule}.CorrelationFilter.Properties.region`,
      /a text, a number, or true or false/,
    ],
  ])('is refused: %s', (_, json, place, message) => {
    const read = () => readEmulatorConfig(json);
    expect(read).toThrow(EmulatorConfigError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ message: expect.stringContaining(place) }));
  });
});
