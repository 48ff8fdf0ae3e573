import { alertsOf, type AlertedSystem } from '../test/alerting.js';
import { ServiceBusQueue, ServiceBusTopic, type SignalAlertProps } from './index.js';

const queueName = '${azurerm_servicebus_queue.orders.name}';
const topicName = '${azurerm_servicebus_topic.events.name}';
const prefix = '${azurerm_servicebus_namespace.bus.name}';

const common = {
  resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
  scopes: ['${azurerm_servicebus_namespace.bus.id}'],
  frequency: 'PT1M',
  window_size: 'PT5M',
  action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
};

const above = (threshold: number, metric_name: string, aggregation: string, entity: string) => [
  {
    metric_namespace: 'Microsoft.ServiceBus/namespaces',
    metric_name,
    aggregation,
    operator: 'GreaterThan',
    threshold,
    dimension: [{ name: 'EntityName', operator: 'Include', values: [entity] }],
  },
];

describe('a queue', () => {
  it('tells of a backlog, of dead letters and when it is nearly full', () => {
    const alerts = alertsOf(({ queue, actionGroups }) => {
      queue.alertOnBacklog({ actionGroups, threshold: 100 });
      queue.alertOnDeadLetters({ actionGroups });
      queue.alertOnSize({ actionGroups });
    });
    expect(alerts).toEqual({
      orders_backlog: {
        ...common,
        name: `${prefix}-orders-backlog`,
        description: `More than 100 messages wait in the queue ${queueName}: its consumers are down or too slow.`,
        severity: 2,
        criteria: above(100, 'ActiveMessages', 'Average', queueName),
      },
      'orders_dead-letters': {
        ...common,
        name: `${prefix}-orders-dead-letters`,
        description: `More than 0 dead letters of the queue ${queueName} wait for somebody to look at them.`,
        severity: 2,
        criteria: above(0, 'DeadletteredMessages', 'Maximum', queueName),
      },
      orders_size: {
        ...common,
        name: `${prefix}-orders-size`,
        description: `The queue ${queueName} is filled to 80 percent. When it is full, it refuses messages.`,
        severity: 2,
        criteria: above(858_993_459, 'Size', 'Maximum', queueName),
      },
    });
  });

  it('has its alerts set in every way', () => {
    const alerts = alertsOf(({ queue, actionGroups }) => {
      const props: SignalAlertProps = {
        name: 'orders-dead',
        description: 'Look at the dead letters',
        severity: 0,
        threshold: 5,
        aggregation: 'Average',
        frequency: 'PT5M',
        windowSize: 'PT15M',
        autoMitigate: false,
        enabled: false,
        tags: { team: 'ordering' },
        actionGroups,
      };
      queue.alertOnDeadLetters(props);
    });
    expect(alerts).toEqual({
      'orders_orders-dead': {
        ...common,
        name: 'orders-dead',
        description: 'Look at the dead letters',
        severity: 0,
        frequency: 'PT5M',
        window_size: 'PT15M',
        auto_mitigate: false,
        enabled: false,
        tags: { team: 'ordering' },
        criteria: above(5, 'DeadletteredMessages', 'Average', queueName),
      },
    });
  });

  it('can have two alerts of one kind, by name', () => {
    const alerts = alertsOf(({ queue, actionGroups }) => {
      queue.alertOnBacklog({ actionGroups, threshold: 100 });
      queue.alertOnBacklog({ actionGroups, threshold: 10_000, severity: 0, name: 'orders-flood' });
    });
    expect(Object.keys(alerts)).toEqual(['orders_backlog', 'orders_orders-flood']);
  });

  it('has room in each of its partitions', () => {
    const thresholds = (sku: 'Standard' | 'Premium', partitioningEnabled: boolean) =>
      Object.values(
        alertsOf(({ queue, actionGroups }) => void queue.alertOnSize({ actionGroups, percent: 50 }), {
          sku,
          queue: { partitioningEnabled, maxSizeInMegabytes: 2048 },
        }),
      );
    const half = (megabytes: number) => [
      expect.objectContaining({ criteria: above((megabytes * 1024 * 1024) / 2, 'Size', 'Maximum', queueName) }),
    ];
    expect(thresholds('Standard', false)).toEqual(half(2048));
    expect(thresholds('Standard', true)).toEqual(half(16 * 2048));
    expect(thresholds('Premium', false)).toEqual(half(2048));
  });

  it('that exists is watched as one of this stack', () => {
    const alerts = alertsOf(({ scope, namespace, actionGroups }) => {
      const billing = ServiceBusQueue.fromQueueName(scope, 'billing', { name: 'eu/billing', namespace });
      billing.alertOnBacklog({ actionGroups, threshold: 10 });
      billing.alertOnSize({ actionGroups, maxSizeInMegabytes: 1024 });
    });
    expect(alerts).toMatchObject({
      billing_backlog: {
        name: `${prefix}-eu-billing-backlog`,
        criteria: above(10, 'ActiveMessages', 'Average', '${data.azurerm_servicebus_queue.billing.name}'),
      },
      billing_size: { name: `${prefix}-eu-billing-size` },
    });
  });

  it.each<[string, (system: AlertedSystem) => unknown]>([
    [
      "stack/orders:\n  - aggregation is 'Total', but ActiveMessages can be aggregated as Average, Minimum or Maximum. Choose one of these.",
      ({ queue, actionGroups }) => queue.alertOnBacklog({ actionGroups, threshold: 1, aggregation: 'Total' }),
    ],
    [
      'stack/orders/alert-backlog:\n  - severity is 9, but a severity is a whole number from 0 (critical) to 4 (verbose). Give for example 2.',
      ({ queue, actionGroups }) => queue.alertOnBacklog({ actionGroups, threshold: 1, severity: 9 }),
    ],
    [
      "stack/orders:\n  - name is undefined, but the alert 'backlog' is there already. Give the second one a name of its own, for example 'orders-backlog-critical'.",
      ({ queue, actionGroups }) => {
        queue.alertOnBacklog({ actionGroups, threshold: 1 });
        queue.alertOnBacklog({ actionGroups, threshold: 2 });
      },
    ],
    [
      'stack/orders:\n  - percent is 100, but a part of the room is more than 0 and less than 100 percent. Give for example 80.',
      ({ queue, actionGroups }) => queue.alertOnSize({ actionGroups, percent: 100 }),
    ],
    [
      'stack/billing:\n  - maxSizeInMegabytes is undefined, but what part of its room an entity has filled is told by the room, which is not known at synth. Give maxSizeInMegabytes, all partitions together.',
      ({ scope, namespace, actionGroups }) =>
        ServiceBusQueue.fromQueueName(scope, 'billing', { name: 'billing', namespace }).alertOnSize({ actionGroups }),
    ],
  ])('refuses %s', (message, add) => {
    expect(() => alertsOf((system) => void add(system))).toThrow(`Azure would refuse ${message}`);
  });
});

describe('a topic', () => {
  it('tells of the dead letters of its subscriptions, and when it is nearly full', () => {
    const alerts = alertsOf(({ topic, actionGroups }) => {
      topic.alertOnDeadLetters({ actionGroups, threshold: 3 });
      topic.alertOnSize({ actionGroups, percent: 50 });
    });
    expect(alerts).toEqual({
      'events_dead-letters': {
        ...common,
        name: `${prefix}-events-dead-letters`,
        description: `More than 3 dead letters of the topic ${topicName} wait for somebody to look at them.`,
        severity: 2,
        criteria: above(3, 'DeadletteredMessages', 'Maximum', topicName),
      },
      events_size: {
        ...common,
        name: `${prefix}-events-size`,
        description: `The topic ${topicName} is filled to 50 percent. When it is full, it refuses messages.`,
        severity: 2,
        criteria: above(536_870_912, 'Size', 'Maximum', topicName),
      },
    });
  });

  it('that exists is watched as one of this stack', () => {
    const alerts = alertsOf(({ scope, namespace, actionGroups }) => {
      ServiceBusTopic.fromTopicName(scope, 'news', { name: 'news', namespace }).alertOnDeadLetters({ actionGroups });
    });
    expect(Object.keys(alerts)).toEqual(['news_dead-letters']);
  });
});
