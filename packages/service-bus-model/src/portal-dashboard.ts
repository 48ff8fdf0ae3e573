import type { MetricAggregation } from './topology.js';

/**
 * A dashboard of the Azure portal, as far as charts of metrics need it. Lenses and parts are keyed by their number: the
 * azurerm provider 4.x refuses the lists that the portal exports.
 *
 * Sources: "Structure of Azure dashboards" (learn.microsoft.com), the azurerm provider 4.x, dashboards that the portal
 * exports.
 */
export interface DashboardDocument {
  readonly lenses: Readonly<Record<string, DashboardLens>>;
  readonly metadata: { readonly model: DashboardModel };
}

export interface DashboardLens {
  readonly order: number;
  readonly parts: Readonly<Record<string, DashboardPart>>;
}

/** A tile. Positions and sizes are in squares of the portal's grid. */
export interface DashboardPart {
  readonly position: { readonly x: number; readonly y: number; readonly colSpan: number; readonly rowSpan: number };
  readonly metadata: ChartPartMetadata;
}

export interface ChartPartMetadata {
  readonly type: typeof chartPartType;
  readonly inputs: readonly { readonly name: string; readonly isOptional: true }[];
  readonly settings: { readonly content: { readonly options: { readonly chart: MetricsChart } } };
  /** The same as the chart's filters, for the bar above the tile. */
  readonly filters?: Readonly<Record<string, { readonly model: PartFilter }>>;
}

export interface PartFilter {
  readonly operator: 'equals' | 'notEquals';
  readonly values: readonly string[];
}

export interface MetricsChart {
  readonly title: string;
  /** 2: the title is the author's, not made by the portal. */
  readonly titleKind: 2;
  readonly metrics: readonly ChartMetric[];
  readonly filterCollection?: { readonly filters: readonly ChartFilter[] };
  /** Draws a line for each value of a dimension. Only a chart of one metric can. */
  readonly grouping?: { readonly dimension: string; readonly sort: 2; readonly top: number };
  readonly visualization: ChartVisualization;
}

export interface ChartMetric {
  readonly resourceMetadata: { readonly id: string };
  readonly name: string;
  readonly aggregationType: number;
  readonly namespace: string;
  readonly metricVisualization: { readonly displayName: string };
}

export interface ChartFilter {
  readonly key: string;
  /** 0 equals, 1 does not equal. */
  readonly operator: 0 | 1;
  readonly values: readonly string[];
}

export interface ChartVisualization {
  /** 2: lines. */
  readonly chartType: 2;
  readonly legendVisualization: { readonly isVisible: true; readonly position: 2; readonly hideSubtitle: false };
  readonly axisVisualization: {
    readonly x: { readonly isVisible: true; readonly axisType: 2 };
    readonly y: { readonly isVisible: true; readonly axisType: 1 };
  };
  readonly disablePinning: true;
}

/** The span of time that the dashboard opens with. */
export interface DashboardModel {
  readonly timeRange: {
    readonly value: { readonly relative: { readonly duration: number; readonly timeUnit: 1 } };
    readonly type: 'MsPortalFx.Composition.Configuration.ValueTypes.TimeRange';
  };
}

/** The kind of tile that draws metrics. */
export const chartPartType = 'Extension/HubsExtension/PartType/MonitorChartPart';

/** How charts write aggregations. */
export const chartAggregations: Readonly<Record<MetricAggregation, number>> = {
  Total: 1,
  Minimum: 2,
  Maximum: 3,
  Average: 4,
  Count: 7,
};
