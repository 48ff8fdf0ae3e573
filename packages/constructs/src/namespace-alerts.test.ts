import { alertsOf, type AlertedSystem } from '../test/alerting.js';
import { resourceGroup } from '../test/synthesize.js';
import { ServiceBusNamespace } from './index.js';

const namespaceName = '${azurerm_servicebus_namespace.bus.name}';

const common = {
  resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
  scopes: ['${azurerm_servicebus_namespace.bus.id}'],
  frequency: 'PT1M',
  window_size: 'PT5M',
  action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
};

const above = (threshold: number, metric_name: string, aggregation: string, rest = {}) => [
  {
    metric_namespace: 'Microsoft.ServiceBus/namespaces',
    metric_name,
    aggregation,
    operator: 'GreaterThan',
    threshold,
    ...rest,
  },
];
const ofEach = { dimension: [{ name: 'EntityName', operator: 'Include', values: ['*'] }] };

describe('a namespace', () => {
  it('tells of throttling and of server errors', () => {
    const alerts = alertsOf(({ namespace, actionGroups }) => {
      namespace.alertOnThrottling({ actionGroups });
      namespace.alertOnServerErrors({ actionGroups, threshold: 10 });
    });
    expect(alerts).toEqual({
      bus_throttling: {
        ...common,
        name: `${namespaceName}-throttling`,
        description: `More than 0 requests to the namespace ${namespaceName} were throttled: it is asked for more than its tier and capacity give.`,
        severity: 2,
        criteria: above(0, 'ThrottledRequests', 'Total'),
      },
      'bus_server-errors': {
        ...common,
        name: `${namespaceName}-server-errors`,
        description: `More than 10 requests to the namespace ${namespaceName} failed by no fault of its clients.`,
        severity: 1,
        criteria: above(10, 'ServerErrors', 'Total'),
      },
    });
  });

  it('tells of dead letters and sizes of each queue and topic on its own', () => {
    const alerts = alertsOf(({ namespace, actionGroups }) => {
      namespace.alertOnDeadLetters({ actionGroups });
      namespace.alertOnSize({ actionGroups, percent: 75, maxSizeInMegabytes: 2048 });
    });
    expect(alerts).toEqual({
      'bus_dead-letters': {
        ...common,
        name: `${namespaceName}-dead-letters`,
        description: `More than 0 dead letters of a queue or topic of the namespace ${namespaceName} wait for somebody to look at them.`,
        severity: 2,
        criteria: above(0, 'DeadletteredMessages', 'Maximum', ofEach),
      },
      bus_size: {
        ...common,
        name: `${namespaceName}-size`,
        description: `A queue or topic of the namespace ${namespaceName} is filled to 75 percent of 2048 MB. When it is full, it refuses messages.`,
        severity: 2,
        criteria: above(1_610_612_736, 'Size', 'Maximum', ofEach),
      },
    });
  });

  it('takes entities to have room for 1024 MB', () => {
    const alerts = alertsOf(({ namespace, actionGroups }) => {
      namespace.alertOnSize({ actionGroups, percent: 50 });
    });
    expect(alerts['bus_size']).toMatchObject({ criteria: above(536_870_912, 'Size', 'Maximum', ofEach) });
  });

  it('that exists is watched as one of this stack, by an alert in any resource group', () => {
    const alerts = alertsOf(({ scope, actionGroups }) => {
      const group = '/subscriptions/5e4a8f10-7b0e-4a29-9d9e-1f6f3c2b7a11/resourceGroups/shared';
      const shared = ServiceBusNamespace.fromNamespaceId(scope, 'shared', {
        id: `${group}/providers/Microsoft.ServiceBus/namespaces/contoso-shared-bus`,
      });
      shared.alertOnThrottling({ actionGroups, resourceGroup });
    });
    expect(alerts).toMatchObject({
      shared_throttling: {
        name: 'contoso-shared-bus-throttling',
        resource_group_name: 'messaging',
        scopes: [
          '/subscriptions/5e4a8f10-7b0e-4a29-9d9e-1f6f3c2b7a11/resourceGroups/shared/providers/Microsoft.ServiceBus/namespaces/contoso-shared-bus',
        ],
      },
    });
  });

  it.each<[string, (system: AlertedSystem) => unknown]>([
    [
      "stack/bus:\n  - aggregation is 'Average', but ThrottledRequests can be aggregated as Total. Choose one of these.",
      ({ namespace, actionGroups }) => namespace.alertOnThrottling({ actionGroups, aggregation: 'Average' }),
    ],
    [
      'stack/bus:\n  - percent is 0, but a part of the room is more than 0 and less than 100 percent. Give for example 80.',
      ({ namespace, actionGroups }) => namespace.alertOnSize({ actionGroups, percent: 0 }),
    ],
    [
      "stack/bus/alert-server-errors:\n  - windowSize is 'PT2M', but an alert looks at a window of PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H or P1D. Choose one of them, written so.",
      ({ namespace, actionGroups }) => namespace.alertOnServerErrors({ actionGroups, windowSize: 'PT2M' }),
    ],
  ])('refuses %s', (message, add) => {
    expect(() => alertsOf((system) => void add(system))).toThrow(`Azure would refuse ${message}`);
  });
});
