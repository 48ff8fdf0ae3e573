import type { MetricPoints } from '../metric-points.js';

/** What alerts are evaluated on. */
export type AlertMetrics = Pick<MetricPoints, 'has' | 'entities' | 'points'>;
