import { entityNameDimension, type MetricAlertDefinition } from '@ams/service-bus-model';

import type { AlertMetrics } from './alert-metrics.js';

/** Why an alert cannot be evaluated here; null where it can. */
export function whyNotEvaluated(
  { criteria, dynamicCriterion }: MetricAlertDefinition,
  metrics: Pick<AlertMetrics, 'has'>,
): string | null {
  if (dynamicCriterion !== undefined) {
    return `Its threshold for ${dynamicCriterion.metricName} is dynamic: Azure Monitor learns it from days of the metric's past.`;
  }
  const foreign = criteria.find(({ metricName }) => !metrics.has(metricName));
  if (foreign !== undefined) return `Only Azure has the metric ${foreign.metricName}.`;
  const dimension = criteria
    .flatMap(({ dimensions }) => dimensions)
    .find(({ name }) => name.toLowerCase() !== entityNameDimension.toLowerCase());
  if (dimension === undefined) return null;
  return `Only Azure tells values of the dimension ${dimension.name} apart; the broker knows ${entityNameDimension} alone.`;
}
