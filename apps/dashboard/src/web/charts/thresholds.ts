import type { AlertState, CriterionState } from '@ams/monitor-api';

import { formatCount, formatIsoDuration } from '../format.js';
import { isoDurationMilliseconds } from './iso-duration.js';

/** A line of an alert across a chart. */
export interface ThresholdLine {
  /** In the chart's own unit. */
  readonly value: number;
  /** `orders-dead-letters: above 10 for 5 minutes` */
  readonly label: string;
  readonly alert: string;
  readonly firing: boolean;
}

/** Columns of the history, by the metric of Azure Monitor that counts the same. */
const columnOfMetric = {
  ActiveMessages: 'active',
  ScheduledMessages: 'scheduled',
  DeadletteredMessages: 'deadLetters',
  IncomingMessages: 'incoming',
  OutgoingMessages: 'outgoing',
  CompleteMessage: 'completed',
  AbandonMessage: 'abandoned',
  ThrottledRequests: 'throttled',
  ServerErrors: 'serverErrors',
  UserErrors: 'userErrors',
  Size: 'size',
} as const;

export type HistoryColumn = (typeof columnOfMetric)[keyof typeof columnOfMetric] | 'deadLettered';

/** Values of the moment, and not what happened in a stretch of time. */
const gauges: ReadonlySet<HistoryColumn> = new Set<HistoryColumn>(['active', 'scheduled', 'deadLetters', 'size']);

interface ChartPlace {
  /** Null for the whole namespace. */
  readonly entity: string | null;
  readonly columns: readonly HistoryColumn[];
  /** Milliseconds that a point of the chart stands for. */
  readonly step: number;
}

/** Lines that the alerts draw across a chart of an entity. What is not evaluated here has none. */
export function thresholdLines(alerts: readonly AlertState[], place: ChartPlace): readonly ThresholdLine[] {
  return alerts
    .filter(({ enabled, notEvaluated }) => enabled && notEvaluated === null)
    .flatMap((alert) =>
      alert.criteria
        .filter(({ entity, metric }) => entity === place.entity && isOf(metric, place.columns))
        .map((criterion) => lineOf(alert, criterion, place)),
    );
}

function isOf(metric: string, columns: readonly HistoryColumn[]): boolean {
  const column = columnOf(metric);
  return column !== undefined && columns.includes(column);
}

function columnOf(metric: string): HistoryColumn | undefined {
  return Object.entries(columnOfMetric).find(([name]) => name === metric)?.[1];
}

function lineOf(alert: AlertState, criterion: CriterionState, place: ChartPlace): ThresholdLine {
  const { threshold, operator, metric, aggregation } = criterion;
  const column = columnOf(metric);
  const window = isoDurationMilliseconds(alert.windowSize);
  // A sum over the window is as high as the chart's points would be if each did its share of it.
  const isSum = column !== undefined && !gauges.has(column) && (aggregation === 'Total' || aggregation === 'Count');
  const value = isSum && window !== null ? (threshold * place.step) / window : threshold;
  return {
    value,
    label: `${alert.name}: ${operatorWord(operator)} ${formatCount(threshold)} ${isSum ? 'in' : 'over'} ${formatIsoDuration(alert.windowSize)}`,
    alert: alert.name,
    firing: alert.firing.some(({ entity }) => entity === place.entity),
  };
}

const words: Readonly<Record<CriterionState['operator'], string>> = {
  Equals: 'equal to',
  NotEquals: 'other than',
  GreaterThan: 'above',
  GreaterThanOrEqual: 'at or above',
  LessThan: 'below',
  LessThanOrEqual: 'at or below',
};

/** `above`, `at or below`, as it is read before a threshold. */
export function operatorWord(operator: CriterionState['operator']): string {
  return words[operator];
}

/** How much higher than the highest value a threshold may be to be drawn: beyond, it would press the values flat. */
const headroom = 5;
const leastTop = 20;

/** The chart's upper end: room for the values, and for the thresholds that are near enough to be seen beside them. */
export function chartTop(highest: number, thresholds: readonly number[]): number {
  const reach = Math.max(highest * headroom, leastTop);
  const shown = thresholds.filter((value) => value <= reach);
  return Math.max(highest, ...shown, 1) * 1.1;
}
