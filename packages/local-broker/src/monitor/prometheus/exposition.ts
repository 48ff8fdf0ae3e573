import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Figures } from '@ams/monitor-api';
import { Counter, Gauge, Registry } from 'prom-client';

import { brokerMetrics } from './broker-metrics.js';
import { entityMetrics } from './entity-metrics.js';
import type { Metric } from './metric.js';

/** A metric, and what writes it down. */
interface Written {
  readonly metric: Metric;
  readonly collector: Counter | Gauge;
}

/** Writes figures down in the format that Prometheus scrapes. */
export class Exposition {
  readonly #registry = new Registry();
  readonly #written: readonly Written[];

  constructor(metrics: readonly Metric[] = [...brokerMetrics, ...entityMetrics]) {
    this.#written = metrics.map((metric) => {
      const { name, help, labels } = metric;
      const configuration = { name, help, labelNames: labels, registers: [this.#registry] };
      return { metric, collector: metric.type === 'gauge' ? new Gauge(configuration) : new Counter(configuration) };
    });
  }

  /** The media type of what {@link write} writes. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Metric by metric, each in a turn of its own: clients go on while a thousand entities are written down. */
  async write(figures: Figures): Promise<string> {
    const parts: string[] = [];
    for (const { metric, collector } of this.#written) {
      fill(collector, metric.measure(figures));
      parts.push(await this.#registry.getSingleMetricAsString(metric.name));
      await nextTurn();
    }
    return `${parts.join('\n\n')}\n`;
  }
}

/** The library counts by itself; here, its counters are set to what the broker has counted. */
function fill(collector: Counter | Gauge, measurements: ReturnType<Metric['measure']>): void {
  collector.reset();
  // A metric without labels is 0 after a reset, where it should be missing.
  if (measurements.length === 0) collector.remove();
  for (const { labels = {}, value } of measurements) collector.inc(labels, value);
}
