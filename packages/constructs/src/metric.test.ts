import { Token } from 'cdktf';
import { alertedSystem, alertsOf, type AlertedSystem } from '../test/alerting.js';
import { synthesize } from '../test/synthesize.js';
import type { ServiceBusMetric } from './index.js';

const inSystem = (look: (system: AlertedSystem) => void, sku?: 'Basic' | 'Standard' | 'Premium') =>
  synthesize((scope) => look(alertedSystem(scope, sku && { sku })));

const selectionOf = ({ name, aggregation, dimensions }: ServiceBusMetric) => ({ name, aggregation, dimensions });
const ofOrders = { name: 'EntityName', operator: 'Include', values: ['${azurerm_servicebus_queue.orders.name}'] };

describe('ServiceBusMetric', () => {
  it('is summed up as is usual for it', () => {
    inSystem(({ namespace }) => {
      expect(selectionOf(namespace.metric('ActiveMessages'))).toMatchObject({ aggregation: 'Average' });
      expect(selectionOf(namespace.metric('IncomingMessages'))).toMatchObject({ aggregation: 'Total' });
      expect(selectionOf(namespace.metric('Size', { aggregation: 'Maximum' }))).toMatchObject({
        aggregation: 'Maximum',
      });
    });
  });

  it('of a namespace looks at everything', () => {
    inSystem(({ namespace }) => expect(namespace.metric('ActiveConnections').dimensions).toEqual([]));
  });

  it('of a queue looks at the queue, and at what else it is told to', () => {
    const alerts = alertsOf(({ scope, queue, actionGroups }) => {
      const busy = queue.metric('ThrottledRequests', { dimensions: [{ name: 'OperationResult', values: ['50009'] }] });
      busy.alert(scope, 'busy', { name: 'busy', actionGroups, threshold: 10 });
    });
    expect(alerts['busy']).toMatchObject({
      criteria: [{ dimension: [ofOrders, { name: 'OperationResult', operator: 'Include', values: ['50009'] }] }],
    });
  });

  it('of each entity keeps its other dimensions', () => {
    inSystem(({ namespace }) => {
      const dimensions = [{ name: 'OperationResult', operator: 'Exclude', values: ['0'] }] as const;
      expect(namespace.metric('ServerErrors', { dimensions }).ofEachEntity().dimensions).toEqual([
        { name: 'OperationResult', operator: 'Exclude', values: ['0'] },
        { name: 'EntityName', operator: 'Include', values: ['*'] },
      ]);
    });
  });

  it('tells when it crosses a threshold', () => {
    const alerts = alertsOf(({ scope, topic, actionGroups }) =>
      topic.metric('IncomingMessages').alert(scope, 'silence', {
        name: 'events-silence',
        actionGroups,
        threshold: 1,
        operator: 'LessThan',
        windowSize: 'PT1H',
      }),
    );
    expect(alerts['silence']).toEqual({
      name: 'events-silence',
      resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
      scopes: ['${azurerm_servicebus_namespace.bus.id}'],
      frequency: 'PT1M',
      window_size: 'PT1H',
      criteria: [
        {
          metric_namespace: 'Microsoft.ServiceBus/namespaces',
          metric_name: 'IncomingMessages',
          aggregation: 'Total',
          operator: 'LessThan',
          threshold: 1,
          dimension: [{ name: 'EntityName', operator: 'Include', values: ['${azurerm_servicebus_topic.events.name}'] }],
        },
      ],
      action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
    });
  });

  it('tells when it leaves its usual course', () => {
    const alerts = alertsOf(({ scope, queue, actionGroups }) =>
      queue.metric('IncomingMessages').dynamicAlert(scope, 'unusual', {
        name: 'orders-unusual',
        actionGroups,
        alertSensitivity: 'Low',
        evaluationTotalCount: 6,
        evaluationFailureCount: 3,
        ignoreDataBefore: '2025-01-31T00:00:00Z',
      }),
    );
    expect(alerts['unusual']).toEqual({
      name: 'orders-unusual',
      resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
      scopes: ['${azurerm_servicebus_namespace.bus.id}'],
      frequency: 'PT5M',
      window_size: 'PT5M',
      dynamic_criteria: {
        metric_namespace: 'Microsoft.ServiceBus/namespaces',
        metric_name: 'IncomingMessages',
        aggregation: 'Total',
        operator: 'GreaterOrLessThan',
        alert_sensitivity: 'Low',
        evaluation_total_count: 6,
        evaluation_failure_count: 3,
        ignore_data_before: '2025-01-31T00:00:00Z',
        dimension: [ofOrders],
      },
      action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
    });
  });

  it('is not judged by what only Terraform knows', () => {
    inSystem(({ namespace }) => {
      const aggregation = Token.asString('${var.aggregation}') as 'Total';
      expect(namespace.metric('ActiveMessages', { aggregation }).aggregation).toBe(aggregation);
    });
  });

  it.each<[(system: AlertedSystem) => unknown, string]>([
    [
      ({ queue }) => queue.metric('ActiveMessages', { aggregation: 'Total' }),
      "stack/orders:\n  - aggregation is 'Total', but ActiveMessages can be aggregated as Average, Minimum or Maximum. Choose one of these.",
    ],
    [
      ({ namespace }) => namespace.metric('Backlog' as 'Messages'),
      "stack/bus:\n  - metricName is 'Backlog', but the metrics of Service Bus are AbandonMessage,",
    ],
    [
      ({ namespace }) => namespace.metric('NamespaceCpuUsage'),
      "stack/bus:\n  - metricName is 'NamespaceCpuUsage', but a namespace of the tier Standard has no NamespaceCpuUsage. Choose another metric, or the tier Premium.",
    ],
    [
      ({ queue }) => queue.metric('ActiveConnections'),
      "stack/orders:\n  - dimensions[0].name is 'EntityName', but ActiveConnections has no dimensions: it is counted for the whole namespace. Leave the dimension out.",
    ],
    [
      ({ topic }) => topic.metric('Size', { dimensions: [{ name: 'OperationResult', values: ['0'] }] }),
      "stack/events:\n  - dimensions[1].name is 'OperationResult', but the dimensions of Size are EntityName. Choose one of them, spelled so, or leave the dimension out.",
    ],
    [
      ({ namespace }) => namespace.metric('ActiveConnections').ofEachEntity(),
      "stack/bus:\n  - dimensions[0].name is 'EntityName', but ActiveConnections has no dimensions",
    ],
  ])('refuses %p', (make, message) => {
    expect(() => inSystem((system) => void make(system))).toThrow(`Azure would refuse ${message}`);
  });

  it('of machines is there on Premium', () => {
    inSystem(({ namespace }) => {
      expect(namespace.metric('NamespaceCpuUsage').aggregation).toBe('Maximum');
    }, 'Premium');
  });
});
