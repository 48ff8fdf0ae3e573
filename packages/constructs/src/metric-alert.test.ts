import { readSynthesizedStack, topologyProblems } from '@ams/service-bus-model';
import { TerraformOutput } from 'cdktf';
import { alertedSystem, alertsOf, type AlertedSystem } from '../test/alerting.js';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { Duration, MetricAlert, ServiceBusNamespace, type MetricAlertProps } from './index.js';

const alertOf = (propsOf: (system: AlertedSystem) => Partial<MetricAlertProps>) =>
  alertsOf((system) => {
    const { scope, actionGroups } = system;
    new MetricAlert(scope, 'alert', { name: 'slow', actionGroups, ...propsOf(system) });
  })['alert'];

const criterion = (metric_name: string, aggregation: string, threshold: number, queue = 'orders') => ({
  metric_namespace: 'Microsoft.ServiceBus/namespaces',
  metric_name,
  aggregation,
  operator: 'GreaterThan',
  threshold,
  dimension: [{ name: 'EntityName', operator: 'Include', values: [`\${azurerm_servicebus_queue.${queue}.name}`] }],
});

describe('MetricAlert', () => {
  it('fires when all its criteria hold', () => {
    const alert = alertOf(({ queue }) => ({
      description: 'Orders come in and pile up',
      severity: 1,
      frequency: Duration.minutes(5),
      windowSize: Duration.minutes(15),
      autoMitigate: false,
      enabled: true,
      tags: { team: 'ordering' },
      criteria: [
        { metric: queue.metric('IncomingMessages'), threshold: 1000 },
        { metric: queue.metric('ActiveMessages', { aggregation: 'Minimum' }), threshold: 100 },
      ],
    }));
    expect(alert).toEqual({
      name: 'slow',
      description: 'Orders come in and pile up',
      resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
      scopes: ['${azurerm_servicebus_namespace.bus.id}'],
      severity: 1,
      frequency: 'PT5M',
      window_size: 'PT15M',
      auto_mitigate: false,
      enabled: true,
      criteria: [criterion('IncomingMessages', 'Total', 1000), criterion('ActiveMessages', 'Minimum', 100)],
      action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
      tags: { team: 'ordering' },
    });
  });

  it('of a whole namespace has no dimension', () => {
    const alert = alertOf(({ namespace }) => ({
      criteria: [{ metric: namespace.metric('ActiveConnections'), threshold: 4500 }],
    }));
    expect(alert).toMatchObject({ criteria: [{ metric_name: 'ActiveConnections', threshold: 4500 }] });
    expect(alert).not.toHaveProperty(['criteria', 0, 'dimension']);
  });

  it.each<[string, (system: AlertedSystem) => Partial<MetricAlertProps>]>([
    ['criteria is [], but an alert has 1 to 5 criteria. Give one.', () => ({})],
    [
      "tags['microsoft.team'] is 'ordering', but Azure keeps tags whose name starts with microsoft, azure or windows for itself. Choose another name.",
      ({ queue }) => ({
        tags: { 'microsoft.team': 'ordering' },
        criteria: [{ metric: queue.metric('Size'), threshold: 1 }],
      }),
    ],
    [
      "name is 'Slow', but stack/first has that name already, and Azure compares names without regard to case. Choose another name, or use the construct that is there.",
      ({ scope, queue, actionGroups }) => {
        queue.metric('Size').alert(scope, 'first', { name: 'slow', actionGroups, threshold: 1 });
        return { name: 'Slow', criteria: [{ metric: queue.metric('Size'), threshold: 2 }] };
      },
    ],
    [
      "name is 'slow?', but an alert's name has",
      ({ queue }) => ({ name: 'slow?', criteria: [{ metric: queue.metric('Size'), threshold: 1 }] }),
    ],
    [
      'criteria[0].threshold is NaN, but a threshold is a finite number. Give for example 100.',
      ({ queue }) => ({ criteria: [{ metric: queue.metric('Size'), threshold: NaN }] }),
    ],
    [
      'criteria[1].dimensions[0].values is ["*"], but an alert with several criteria includes one value of each dimension. Make an alert of its own for each value or for each criterion.',
      ({ namespace, queue }) => ({
        criteria: [
          { metric: queue.metric('Size'), threshold: 1 },
          { metric: namespace.metric('Messages').ofEachEntity(), threshold: 1 },
        ],
      }),
    ],
    [
      'criteria is ["stack/bus","stack/other"], but an alert on Service Bus metrics watches one namespace. Make an alert for each namespace.',
      ({ scope, namespace }) => {
        const other = new ServiceBusNamespace(scope, 'other', { name: 'ams-other-bus', resourceGroup });
        return {
          criteria: [
            { metric: namespace.metric('ServerErrors'), threshold: 1 },
            { metric: other.metric('ServerErrors'), threshold: 1 },
          ],
        };
      },
    ],
    [
      "dynamicCriterion.metricName is 'ActiveMessages', but Azure Monitor has no dynamic thresholds for ActiveMessages. Give a static threshold, or watch for example IncomingMessages.",
      ({ queue }) => ({ dynamicCriterion: { metric: queue.metric('ActiveMessages') } }),
    ],
    [
      "frequency is 'PT1M', but an alert with a dynamic threshold has a frequency of PT5M, PT15M, PT30M or PT1H. Choose one of them, written so.",
      ({ queue }) => ({ frequency: 'PT1M', dynamicCriterion: { metric: queue.metric('IncomingMessages') } }),
    ],
    [
      'dynamicCriterion.evaluationFailureCount is 5, but an alert fires when 1 or more of the windows that it looks at, 4 at most, are out of the ordinary. Choose a smaller evaluationFailureCount or a larger evaluationTotalCount.',
      ({ queue }) => ({
        dynamicCriterion: { metric: queue.metric('IncomingMessages'), evaluationFailureCount: 5 },
      }),
    ],
  ])('refuses: %s', (message, propsOf) => {
    expect(() => alertOf(propsOf)).toThrow(`Azure would refuse stack/alert:\n  - ${message}`);
  });

  it('can have the name of an alert in another resource group', () => {
    const alerts = alertsOf(({ scope, queue, actionGroups }) => {
      const alert = { name: 'slow', actionGroups, threshold: 1 };
      queue.metric('Size').alert(scope, 'here', alert);
      queue.metric('Size').alert(scope, 'there', { ...alert, resourceGroup: { name: 'elsewhere' } });
    });
    expect(Object.keys(alerts)).toEqual(['here', 'there']);
  });

  it('refuses a metric that its tier has not', () => {
    const metric = (system: AlertedSystem) => ({
      namespace: system.namespace,
      name: 'NamespaceCpuUsage',
      aggregation: 'Maximum' as const,
      dimensions: [],
    });
    expect(() => alertOf((system) => ({ criteria: [{ metric: metric(system), threshold: 70 }] }))).toThrow(
      "criteria[0].metricName is 'NamespaceCpuUsage', but a namespace of the tier Standard has no NamespaceCpuUsage",
    );
  });
});

it('offers the id of the alert', () => {
  const { output } = synthesize((scope) => {
    const { queue, actionGroups } = alertedSystem(scope);
    const alert = queue.metric('Size').alert(scope, 'size', { name: 'size', actionGroups, threshold: 1 });
    new TerraformOutput(scope, 'alert-id', { value: alert.alertId });
  });
  expect(output).toEqual({ 'alert-id': { value: '${azurerm_monitor_metric_alert.size.id}' } });
});

it('is read back from the stack, with nothing that Azure would refuse', () => {
  const stack = synthesize((scope) => {
    const { namespace, queue, topic, actionGroups } = alertedSystem(scope);
    queue.alertOnBacklog({ actionGroups, threshold: 100 });
    topic.alertOnSize({ actionGroups });
    namespace.alertOnDeadLetters({ actionGroups });
    namespace.alertOnThrottling({ actionGroups });
    const unusual = { name: 'unusual', actionGroups };
    queue.metric('IncomingMessages').dynamicAlert(scope, 'unusual', unusual);
  });
  const topology = readSynthesizedStack(stack);
  expect(topologyProblems(topology)).toEqual([]);
  const alerts = topology.metricAlerts.map(({ name, criteria, dynamicCriterion }) => [
    name,
    [...criteria, ...(dynamicCriterion ? [dynamicCriterion] : [])].flatMap(({ dimensions }) =>
      dimensions.flatMap(({ values }) => values),
    ),
  ]);
  expect(Object.fromEntries(alerts)).toEqual({
    'ams-dev-bus-orders-backlog': ['orders'],
    'ams-dev-bus-events-size': ['events'],
    'ams-dev-bus-dead-letters': ['*'],
    'ams-dev-bus-throttling': [],
    unusual: ['orders'],
  });
});
