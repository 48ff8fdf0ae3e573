import type { MetricAggregation, MetricOperator } from '@ams/service-bus-model';

import type { MetricPoint } from '../metric-points.js';

/**
 * All measurements of a window as one value; null where there are none. The average is that of the measurements, not of
 * the minutes.
 *
 * Source: "Azure Monitor metrics aggregation and display explained" (learn.microsoft.com).
 */
export function windowValue(points: readonly MetricPoint[], aggregation: MetricAggregation): number | null {
  const count = sum(points.map((point) => point.count));
  if (count === 0) return null;
  switch (aggregation) {
    case 'Count':
      return count;
    case 'Total':
      return sum(points.map(({ total }) => total));
    case 'Average':
      return sum(points.map(({ total }) => total)) / count;
    case 'Minimum':
      return points.reduce((least, { minimum }) => Math.min(least, minimum), Infinity);
    case 'Maximum':
      return points.reduce((most, { maximum }) => Math.max(most, maximum), -Infinity);
  }
}

/** Whether a value meets the condition of a criterion. */
export function meets(value: number, operator: MetricOperator, threshold: number): boolean {
  switch (operator) {
    case 'Equals':
      return value === threshold;
    case 'NotEquals':
      return value !== threshold;
    case 'GreaterThan':
      return value > threshold;
    case 'GreaterThanOrEqual':
      return value >= threshold;
    case 'LessThan':
      return value < threshold;
    case 'LessThanOrEqual':
      return value <= threshold;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
