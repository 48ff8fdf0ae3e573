import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  EmailActionGroup,
  QueueBacklogAlert,
  ServiceBusNamespace,
  ServiceBusQueue,
  type QueueBacklogAlertProps,
} from './index.js';

function alertOf(props: Partial<QueueBacklogAlertProps>) {
  return synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
    const queue = new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
    const alerts = new EmailActionGroup(scope, 'alerts', {
      name: 'messaging-alerts',
      shortName: 'messaging',
      resourceGroup,
      emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@example.com' }],
    });
    new QueueBacklogAlert(scope, 'backlog', {
      name: 'orders-backlog',
      queue,
      actionGroups: [alerts],
      threshold: 100,
      ...props,
    });
  }).resource['azurerm_monitor_metric_alert']?.['backlog'];
}

describe('QueueBacklogAlert', () => {
  it('watches the namespace, the only scope with metrics, and picks the queue by dimension', () => {
    expect(alertOf({})).toEqual({
      name: 'orders-backlog',
      description:
        'More than 100 messages wait in the queue ${azurerm_servicebus_queue.orders.name}: its consumers are down or too slow.',
      resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
      scopes: ['${azurerm_servicebus_namespace.bus.id}'],
      frequency: 'PT1M',
      window_size: 'PT5M',
      criteria: [
        {
          metric_namespace: 'Microsoft.ServiceBus/namespaces',
          metric_name: 'ActiveMessages',
          aggregation: 'Average',
          operator: 'GreaterThan',
          threshold: 100,
          dimension: [{ name: 'EntityName', operator: 'Include', values: ['${azurerm_servicebus_queue.orders.name}'] }],
        },
      ],
      action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
    });
  });

  it('passes on what is said of severity and schedule', () => {
    const props = { severity: 0, frequency: 'PT5M', windowSize: 'PT1H', autoMitigate: false, enabled: false };
    expect(alertOf(props)).toMatchObject({
      severity: 0,
      frequency: 'PT5M',
      window_size: 'PT1H',
      auto_mitigate: false,
      enabled: false,
    });
  });

  it.each<[Partial<QueueBacklogAlertProps>, string]>([
    [{ aggregation: 'Total' }, "criteria[0].aggregation is 'Total', but ActiveMessages can be aggregated as Average"],
    [{ threshold: Infinity }, 'criteria[0].threshold is Infinity, but a threshold is a finite number'],
    [{ severity: 5 }, 'severity is 5, but a severity is a whole number from 0'],
    [{ frequency: 'PT10M', windowSize: 'PT15M' }, "frequency is 'PT10M', but an alert is evaluated every"],
    [{ frequency: 'PT15M' }, "windowSize is 'PT5M', but a window is at least as long as"],
    [{ name: 'orders/backlog' }, "name is 'orders/backlog', but an alert's name has"],
  ])('refuses %p', (props, message) => {
    expect(() => alertOf(props)).toThrow(`Azure would refuse stack/backlog:\n  - ${message}`);
  });
});
