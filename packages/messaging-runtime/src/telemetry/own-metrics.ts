import type { Meter } from '@opentelemetry/api';

/** Something that an app knows by itself, and that is asked for when somebody reads it. */
export interface OwnMetric {
  /** As OpenTelemetry has them: `ams.orders.accepted`. */
  readonly name: string;
  readonly description: string;
  /** `{order}`, `s`. */
  readonly unit: string;
  /** `count` only grows, `level` goes up and down. */
  readonly kind: 'count' | 'level';
  readonly read: () => number;
}

/** Has metrics of an app measured beside those of the runtime. */
export function observe(meter: Meter, metrics: readonly OwnMetric[]): void {
  for (const { name, description, unit, kind, read } of metrics) {
    const options = { description, unit };
    const instrument =
      kind === 'count' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options);
    instrument.addCallback((result) => result.observe(read()));
  }
}
