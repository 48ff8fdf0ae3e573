import { randomUUID } from 'node:crypto';

import type { AlertState, CriterionState } from '@ams/monitor-api';
import { findMetric, type MetricAlertDefinition, parseDuration } from '@ams/service-bus-model';

import { type AlertSeries, seriesKey, seriesOf } from './alert-series.js';
import type { MetricPoint } from '../metric-points.js';
import type { AlertMetrics } from './alert-metrics.js';
import { whyNotEvaluated } from './not-evaluated.js';
import { meets, windowValue } from './window-value.js';

/**
 * Evaluations in a row in which the condition must not hold before an alert is resolved.
 *
 * Source: "Understand how metric alerts work in Azure Monitor" (learn.microsoft.com).
 */
const evaluationsToResolve = 3;

/** Azure keeps metrics by the minute. */
const minute = 60_000;

/** A span of time, in milliseconds since the epoch; its end is not in it. */
export interface MetricWindow {
  readonly from: number;
  readonly to: number;
}

/** An alert that has just fired, or is resolved. */
export interface AlertChange {
  readonly alert: MetricAlertDefinition;
  readonly condition: 'Fired' | 'Resolved';
  readonly at: number;
  /** Tells this firing from others: the same when it is resolved. */
  readonly instance: string;
  readonly firedAt: number;
  readonly entity: string | null;
  /** Its conditions at this evaluation, and the window that they were evaluated over. */
  readonly criteria: readonly CriterionState[];
  readonly window: MetricWindow;
}

interface Firing {
  readonly series: AlertSeries;
  readonly since: number;
  readonly instance: string;
  /** Evaluations in a row that did not hold. */
  clear: number;
}

/**
 * A metric alert and what it found. It fires for each of its series on its own, once, and is resolved when the condition
 * has not held for three evaluations in a row. Without `autoMitigate` it is never resolved: it fires anew at each
 * evaluation that holds. A metric without values in the window meets no condition.
 *
 * Sources: "Understand how metric alerts work in Azure Monitor", "Troubleshoot Azure Monitor metric alerts"
 * (learn.microsoft.com).
 */
export class AlertRule {
  readonly #metrics: AlertMetrics;
  readonly #windowSize: number;
  readonly #firing = new Map<string, Firing>();
  #evaluatedAt: number | null = null;
  #criteria: readonly CriterionState[] = [];
  /** Why it is not evaluated here; null where it is. */
  readonly notEvaluated: string | null;

  constructor(
    readonly definition: MetricAlertDefinition,
    metrics: AlertMetrics,
  ) {
    this.#metrics = metrics;
    this.#windowSize = parseDuration(definition.windowSize);
    this.notEvaluated = whyNotEvaluated(definition, metrics);
  }

  /** Evaluates over the last minutes that are over, as many as the window has; does nothing for a disabled alert. */
  evaluate(now: number): readonly AlertChange[] {
    if (!this.definition.enabled || this.notEvaluated !== null) return [];
    const to = Math.floor(now / minute) * minute;
    const window = { from: to - this.#windowSize, to };
    const found = this.#series().map((series) => ({ series, criteria: this.#criteriaOf(series, window) }));
    this.#evaluatedAt = now;
    this.#criteria = found.flatMap(({ criteria }) => criteria);
    return found.flatMap(({ series, criteria }) => {
      const holds = criteria.every((criterion) => criterion.holds);
      const change = this.definition.autoMitigate
        ? this.#stateful(series, holds, now)
        : this.#stateless(series, holds, now);
      if (change === undefined) return [];
      return [{ ...change, alert: this.definition, at: now, entity: series.entity, criteria, window }];
    });
  }

  state(): AlertState {
    const { name, description = null, severity, enabled, frequency, windowSize, autoMitigate } = this.definition;
    return {
      name,
      description,
      severity,
      enabled,
      frequency,
      windowSize,
      autoMitigate,
      actionGroups: [...this.definition.actionGroups],
      notEvaluated: this.notEvaluated,
      evaluatedAt: this.#evaluatedAt,
      criteria: [...this.#criteria],
      firing: [...this.#firing.values()].map(({ series: { entity }, since }) => ({ entity, since })),
    };
  }

  forget(): void {
    this.#firing.clear();
    this.#criteria = [];
    this.#evaluatedAt = null;
  }

  /** An entity that is gone is looked at until the alert on it is resolved. */
  #series(): readonly AlertSeries[] {
    const present = seriesOf(this.definition, this.#metrics.entities());
    const keys = new Set(present.map(seriesKey));
    const gone = [...this.#firing].filter(([key]) => !keys.has(key)).map(([, { series }]) => series);
    return [...present, ...gone];
  }

  #criteriaOf({ criteria }: AlertSeries, window: MetricWindow): readonly CriterionState[] {
    return criteria.map(({ criterion, entity }) => {
      const { metricName: metric, aggregation, operator, threshold } = criterion;
      const value = windowValue(this.#points(metric, entity, window), aggregation);
      const holds = value !== null && meets(value, operator, threshold);
      return { metric, aggregation, operator, threshold, entity, value, holds };
    });
  }

  /**
   * Without the dimension, a level is that of each entity, measured together: the average is theirs, not that of their sum.
   *
   * Source: "Azure Monitor metrics aggregation and display explained" (learn.microsoft.com).
   */
  #points(metric: string, entity: string | null, { from, to }: MetricWindow): readonly MetricPoint[] {
    const isLevelOfEntities = entity === null && findMetric(metric)?.aggregations.includes('Minimum') === true;
    if (!isLevelOfEntities) return this.#metrics.points(metric, entity, from, to);
    return this.#metrics.entities().flatMap((each) => this.#metrics.points(metric, each, from, to));
  }

  #stateful(series: AlertSeries, holds: boolean, now: number): Change | undefined {
    const key = seriesKey(series);
    const firing = this.#firing.get(key);
    if (firing === undefined) return holds ? this.#fire(series, now, now) : undefined;
    firing.clear = holds ? 0 : firing.clear + 1;
    if (firing.clear < evaluationsToResolve) return undefined;
    this.#firing.delete(key);
    return { condition: 'Resolved', instance: firing.instance, firedAt: firing.since };
  }

  #stateless(series: AlertSeries, holds: boolean, now: number): Change | undefined {
    const key = seriesKey(series);
    if (holds) return this.#fire(series, this.#firing.get(key)?.since ?? now, now);
    this.#firing.delete(key);
    return undefined;
  }

  #fire(series: AlertSeries, since: number, firedAt: number): Change {
    const instance = randomUUID();
    this.#firing.set(seriesKey(series), { series, since, instance, clear: 0 });
    return { condition: 'Fired', instance, firedAt };
  }
}

type Change = Pick<AlertChange, 'condition' | 'instance' | 'firedAt'>;
