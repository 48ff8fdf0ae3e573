import {
  entityNameDimension,
  type MetricAlertDefinition,
  type MetricDimension,
  type MetricName,
} from '@ams/service-bus-model';

import type { AlertMetrics } from './alert-metrics.js';

/** A connection can be of many entities at once. */
const ofConnections: ReadonlySet<string> = new Set<MetricName>(['ConnectionsOpened', 'ConnectionsClosed']);

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
  if (dimension !== undefined) return ofAzureAlone(dimension);
  const ofEntity = criteria.find(
    ({ metricName, dimensions }) => ofConnections.has(metricName) && dimensions.length > 0,
  );
  return ofEntity === undefined ? null : `The broker has ${ofEntity.metricName} for the whole namespace alone.`;
}

function ofAzureAlone(dimension: MetricDimension): string {
  return `Only Azure tells values of the dimension ${dimension.name} apart; the broker knows ${entityNameDimension} alone.`;
}
