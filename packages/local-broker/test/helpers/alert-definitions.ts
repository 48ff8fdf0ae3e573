import type { MetricAlertDefinition, MetricCriterion } from '@ams/service-bus-model';

/** Fires above 10 active messages in `orders`, on the average of a minute. */
export function aCriterion(parts: Partial<MetricCriterion> = {}): MetricCriterion {
  return {
    metricNamespace: 'Microsoft.ServiceBus/namespaces',
    metricName: 'ActiveMessages',
    aggregation: 'Average',
    dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
    operator: 'GreaterThan',
    threshold: 10,
    ...parts,
  };
}

/** An alert that is evaluated every minute on the last one. */
export function anAlert(parts: Partial<MetricAlertDefinition> = {}): MetricAlertDefinition {
  return {
    name: 'orders-backlog',
    description: 'Orders pile up.',
    enabled: true,
    severity: 2,
    frequency: 'PT1M',
    windowSize: 'PT1M',
    autoMitigate: true,
    scope: 'local-bus',
    criteria: [aCriterion()],
    actionGroups: ['on-call'],
    ...parts,
  };
}
