import { metricNamespace } from '../metrics.js';
import type { MetricAlertDefinition, MetricCriterion } from '../topology.js';
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

describe('metricAlertProblems', () => {
  it.each<Partial<MetricAlertDefinition>>([
    { name: 'orders-backlog', severity: 2, frequency: 'PT1M', windowSize: 'PT5M', criteria: [backlog] },
    { frequency: 'PT5M', windowSize: 'PT5M' },
    { severity: 0 },
    watching({ metricName: 'ThrottledRequests', aggregation: 'Total' }),
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
  ])('refuses %p', (alert, property, rule) => {
    expect(metricAlertProblems(alert)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });
});
