import type { Figures } from '@ams/monitor-api';

/** One number, and which of a metric's many it is. */
export interface Measurement {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A metric as Prometheus knows it. */
export interface Metric {
  /** Begins with `ams_broker_`; that of a counter ends in `_total`, as Prometheus's conventions want it. */
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** Names of the labels that its measurements have. */
  readonly labels: readonly string[];
  measure(figures: Figures): readonly Measurement[];
}

/** A metric with one number. Without a value, none is told. */
export function single(
  type: Metric['type'],
  name: string,
  help: string,
  valueOf: (figures: Figures) => number | undefined,
): Metric {
  return {
    name: `ams_broker_${name}`,
    type,
    help,
    labels: [],
    measure(figures) {
      const value = valueOf(figures);
      return value === undefined ? [] : [{ value }];
    },
  };
}
