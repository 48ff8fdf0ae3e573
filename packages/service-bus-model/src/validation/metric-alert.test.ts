import { metricNamespace } from '../metrics.js';
import type { DynamicMetricCriterion, MetricAlertDefinition, MetricCriterion } from '../topology.js';
import { metricAlertProblems } from './index.js';

const backlog: MetricCriterion = {
  metricNamespace,
  metricName: 'ActiveMessages',
  aggregation: 'Average',
  operator: 'GreaterThan',
  threshold: 100,
  dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
};

const watching = (change: Partial<MetricCriterion>): Partial<MetricAlertDefinition> => ({
  criteria: [{ ...backlog, ...change }],
});

const unusual: DynamicMetricCriterion = {
  metricNamespace,
  metricName: 'IncomingMessages',
  aggregation: 'Total',
  operator: 'GreaterOrLessThan',
  alertSensitivity: 'Medium',
  evaluationTotalCount: 4,
  evaluationFailureCount: 4,
  dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
};

const learning = (
  change: Partial<DynamicMetricCriterion>,
  alert: Partial<MetricAlertDefinition> = {},
): Partial<MetricAlertDefinition> => ({ criteria: [], dynamicCriterion: { ...unusual, ...change }, ...alert });

describe('metricAlertProblems', () => {
  it.each<Partial<MetricAlertDefinition>>([
    { name: 'orders-backlog', severity: 2, frequency: 'PT1M', windowSize: 'PT5M', criteria: [backlog] },
    { frequency: 'PT5M', windowSize: 'PT5M' },
    { severity: 0 },
    watching({ metricName: 'ThrottledRequests', aggregation: 'Total' }),
    watching({ dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }] }),
    { criteria: [backlog, { ...backlog, metricName: 'Size' }] },
    learning({ ignoreDataBefore: '2025-01-31T00:00:00Z' }, { frequency: 'PT5M', windowSize: 'PT15M' }),
  ])('accepts %p', (alert) => {
    expect(metricAlertProblems(alert)).toEqual([]);
  });

  it.each<[Partial<MetricAlertDefinition>, string, string]>([
    [{ name: 'orders?' }, 'name', "an alert's name has"],
    [{ severity: 5 }, 'severity', 'from 0 (critical) to 4 (verbose)'],
    [{ frequency: 'PT2M', windowSize: 'PT5M' }, 'frequency', 'evaluated every PT1M, PT5M'],
    [{ windowSize: 'PT2M' }, 'windowSize', 'a window of PT1M, PT5M'],
    [
      { frequency: 'PT15M', windowSize: 'PT5M' },
      'windowSize',
      'at least as long as the time between evaluations, PT15M',
    ],
    [{ criteria: [] }, 'criteria', '1 to 5 criteria'],
    [{ actionGroups: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'actionGroups', 'at most 5 action groups'],
    [
      watching({ metricNamespace: 'Microsoft.ServiceBus/queues' }),
      'criteria[0].metricNamespace',
      'exist for Microsoft.ServiceBus/namespaces alone',
    ],
    [watching({ metricName: 'Backlog' }), 'criteria[0].metricName', 'the metrics of Service Bus are'],
    [
      watching({ aggregation: 'Total' }),
      'criteria[0].aggregation',
      'ActiveMessages can be aggregated as Average, Minimum or Maximum',
    ],
    [
      watching({ metricName: 'IncomingMessages', aggregation: 'Average' }),
      'criteria[0].aggregation',
      'IncomingMessages can be aggregated as Total',
    ],
    [watching({ operator: 'NotEquals' }), 'criteria[0].operator', 'a static threshold is compared by'],
    [watching({ threshold: NaN }), 'criteria[0].threshold', 'a finite number'],
    [
      watching({ dimensions: [{ name: 'Queue', operator: 'Include', values: ['orders'] }] }),
      'criteria[0].dimensions[0].name',
      'the dimensions of ActiveMessages are EntityName',
    ],
    [
      watching({ dimensions: [{ name: 'EntityName', operator: 'Include', values: [] }] }),
      'criteria[0].dimensions[0].values',
      'at least one value',
    ],
    [
      watching({ metricName: 'ActiveConnections', aggregation: 'Total' }),
      'criteria[0].dimensions[0].name',
      'ActiveConnections has no dimensions: it is counted for the whole namespace',
    ],
    [
      {
        criteria: [backlog, { ...backlog, dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }] }],
      },
      'criteria[1].dimensions[0].values',
      'an alert with several criteria includes one value of each dimension',
    ],
    [learning({}, { criteria: [backlog] }), 'criteria', 'an alert with a dynamic threshold has no other criteria'],
    [
      learning({}, { frequency: 'PT1M', windowSize: 'PT5M' }),
      'frequency',
      'an alert with a dynamic threshold has a frequency of PT5M, PT15M, PT30M or PT1H',
    ],
    [
      learning({}, { frequency: 'PT5M', windowSize: 'PT6H' }),
      'windowSize',
      'an alert with a dynamic threshold has a windowSize of PT5M, PT15M, PT30M or PT1H',
    ],
    [
      learning({ metricName: 'ActiveMessages', aggregation: 'Average' }),
      'dynamicCriterion.metricName',
      'Azure Monitor has no dynamic thresholds for ActiveMessages',
    ],
    [
      learning({ aggregation: 'Average' }),
      'dynamicCriterion.aggregation',
      'IncomingMessages can be aggregated as Total',
    ],
    [
      learning({ operator: 'Equals' as 'GreaterThan' }),
      'dynamicCriterion.operator',
      'a dynamic threshold is compared by GreaterThan, LessThan or GreaterOrLessThan',
    ],
    [
      learning({ alertSensitivity: 'medium' as 'Medium' }),
      'dynamicCriterion.alertSensitivity',
      'the sensitivity of a dynamic threshold is Low, Medium or High',
    ],
    [
      learning({ evaluationTotalCount: 1.5, evaluationFailureCount: 1 }),
      'dynamicCriterion.evaluationTotalCount',
      'a whole number of windows',
    ],
    [learning({ evaluationFailureCount: 5 }), 'dynamicCriterion.evaluationFailureCount', '4 at most'],
    [learning({ ignoreDataBefore: '31.1.2025' }), 'dynamicCriterion.ignoreDataBefore', 'a date and time of RFC 3339'],
  ])('refuses %p', (alert, property, rule) => {
    expect(metricAlertProblems(alert)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });

  it.each<['Basic' | 'Standard' | 'Premium', number]>([
    ['Basic', 1],
    ['Standard', 1],
    ['Premium', 0],
  ])('knows whether %s has a metric of its machines', (sku, problems) => {
    const alert = watching({ metricName: 'NamespaceCpuUsage', aggregation: 'Maximum', dimensions: [] });
    expect(metricAlertProblems(alert, { sku })).toHaveLength(problems);
  });

  it('names the tier that has the metric', () => {
    const alert = watching({ metricName: 'NamespaceCpuUsage', aggregation: 'Maximum', dimensions: [] });
    expect(metricAlertProblems(alert, { sku: 'Standard' })).toEqual([
      {
        property: 'criteria[0].metricName',
        value: 'NamespaceCpuUsage',
        rule: 'a namespace of the tier Standard has no NamespaceCpuUsage',
        cure: 'Choose another metric, or the tier Premium.',
      },
    ]);
  });
});
