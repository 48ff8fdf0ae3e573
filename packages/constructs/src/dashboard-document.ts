import {
  chartAggregations,
  chartPartType,
  everyValue,
  metricNamespace,
  type ChartFilter,
  type ChartVisualization,
  type DashboardDocument,
  type DashboardPart,
  type MetricDimension,
  type MetricsChart,
  type PartFilter,
  type Problem,
} from '@ams/service-bus-model';
import type { ServiceBusMetric } from './metric.js';

/** A chart of a dashboard. */
export interface DashboardChart {
  readonly title: string;
  /**
   * What it draws: at least one metric, such as `queue.metric('CompleteMessage')`. Several look at the same entities,
   * and are drawn as one line each; a single one as a line for each entity.
   */
  readonly metrics: readonly ServiceBusMetric[];
}

/** What the portal cannot draw. */
export function chartProblems(charts: readonly DashboardChart[]): readonly Problem[] {
  return charts.flatMap(({ title, metrics }, index): readonly Problem[] => {
    const property = `charts[${index}].metrics`;
    const value = metrics.map(({ name }) => name);
    if (metrics.length === 0) {
      return [{ property, value, rule: `the chart '${title}' draws something`, cure: 'Give it a metric.' }];
    }
    const selections = new Set(metrics.map(({ dimensions }) => JSON.stringify(dimensions)));
    const differ = selections.size > 1;
    const begins = metrics.some(({ dimensions }) => dimensions.some(({ operator }) => operator === 'StartsWith'));
    return [
      ...(differ ? [{ property, value, rule: oneSelection, cure: 'Make a chart for each.' }] : []),
      ...(begins ? [{ property, value, rule: noBeginnings, cure: 'Name the values.' }] : []),
    ];
  });
}

const oneSelection = 'a chart has one filter, and its metrics look at different dimensions';
const noBeginnings = "a chart's filter names values, and one of its metrics gives how they begin";

/** Squares of the portal's grid: two charts in a row. */
const [width, height, columns] = [8, 4, 2];

/** The dashboard as the portal reads it. Names and ids may be tokens. */
export function dashboardDocument(charts: readonly DashboardChart[], hours: number): DashboardDocument {
  const parts = Object.fromEntries(charts.map((chart, index) => [String(index), partOf(chart, index)]));
  return {
    lenses: { '0': { order: 0, parts } },
    metadata: {
      model: {
        timeRange: {
          value: { relative: { duration: hours, timeUnit: 1 } },
          type: 'MsPortalFx.Composition.Configuration.ValueTypes.TimeRange',
        },
      },
    },
  };
}

function partOf(chart: DashboardChart, index: number): DashboardPart {
  const position = {
    x: (index % columns) * width,
    y: Math.floor(index / columns) * height,
    colSpan: width,
    rowSpan: height,
  };
  const filtered = filteredDimensions(chart);
  return {
    position,
    metadata: {
      inputs: [
        { name: 'options', isOptional: true },
        { name: 'sharedTimeRange', isOptional: true },
      ],
      type: chartPartType,
      settings: { content: { options: { chart: chartOf(chart) } } },
      ...(filtered.length > 0 && { filters: Object.fromEntries(filtered.map((one) => [one.name, partFilter(one)])) }),
    },
  };
}

function chartOf(chart: DashboardChart): MetricsChart {
  const { title, metrics } = chart;
  const filtered = filteredDimensions(chart);
  const dimension = metrics.length === 1 ? metrics[0]?.dimensions[0]?.name : undefined;
  return {
    metrics: metrics.map((metric) => ({
      resourceMetadata: { id: metric.namespace.namespaceId },
      name: metric.name,
      aggregationType: chartAggregations[metric.aggregation],
      namespace: metricNamespace,
      metricVisualization: { displayName: metric.name },
    })),
    title,
    titleKind: 2,
    visualization,
    ...(filtered.length > 0 && { filterCollection: { filters: filtered.map(chartFilter) } }),
    ...(dimension !== undefined && { grouping: { dimension, sort: 2, top: 50 } }),
  };
}

/** The dimensions of which not all values are drawn. The metrics of a chart have the same. */
function filteredDimensions({ metrics }: DashboardChart): readonly MetricDimension[] {
  return (metrics[0]?.dimensions ?? []).filter(({ values }) => !values.includes(everyValue));
}

function chartFilter({ name, operator, values }: MetricDimension): ChartFilter {
  return { key: name, operator: operator === 'Exclude' ? 1 : 0, values };
}

function partFilter({ operator, values }: MetricDimension): { readonly model: PartFilter } {
  return { model: { operator: operator === 'Exclude' ? 'notEquals' : 'equals', values } };
}

const visualization: ChartVisualization = {
  chartType: 2,
  legendVisualization: { isVisible: true, position: 2, hideSubtitle: false },
  axisVisualization: { x: { isVisible: true, axisType: 2 }, y: { isVisible: true, axisType: 1 } },
  disablePinning: true,
};
