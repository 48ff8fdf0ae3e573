import type { AlertMetrics } from '../../src/monitor/alerts/alert-metrics.js';
import type { MetricPoint } from '../../src/monitor/metric-points.js';

const minute = 60_000;

interface Measured extends MetricPoint {
  readonly metric: string;
  readonly entity: string | null;
}

/** Metrics that a test writes down itself, a minute at a time. */
export class MetricsByHand implements AlertMetrics {
  readonly #measured: Measured[] = [];

  constructor(
    readonly names: string[] = ['orders'],
    readonly metrics: readonly string[] = ['ActiveMessages', 'IncomingMessages'],
  ) {}

  /** Writes down measurements of the minute that begins `at`. */
  measure(at: number, metric: string, entity: string | null, ...values: readonly number[]): void {
    const total = values.reduce((sum, value) => sum + value, 0);
    this.#measured.push({
      metric,
      entity,
      at,
      count: values.length,
      total,
      average: total / values.length,
      minimum: Math.min(...values),
      maximum: Math.max(...values),
    });
  }

  has(metric: string): boolean {
    return this.metrics.includes(metric);
  }

  entities(): readonly string[] {
    return this.names;
  }

  points(metric: string, entity: string | null, from: number, to: number): readonly MetricPoint[] {
    return this.#measured.filter(
      (each) => each.metric === metric && each.entity === entity && each.at >= from && each.at + minute <= to,
    );
  }
}
