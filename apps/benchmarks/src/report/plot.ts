import type { EChartsOption } from 'echarts';

import { cellText } from '../results/cell-text.js';

/** A curve, or the bars of one colour. */
export interface Series {
  readonly name: string;
}

/** Something over something else, both with their units. */
export interface LinePlot {
  readonly kind: 'lines';
  readonly title: string;
  readonly x: { readonly name: string; readonly scale: 'log' | 'value' };
  readonly y: string;
  readonly series: readonly (Series & { readonly points: readonly (readonly [x: number, y: number])[] })[];
}

/** Bars for a few things that are compared, beside each other or one upon the other. */
export interface BarPlot {
  readonly kind: 'bars';
  readonly title: string;
  readonly categories: readonly string[];
  readonly y: string;
  readonly stacked: boolean;
  /** A value for each category. */
  readonly series: readonly (Series & { readonly values: readonly number[] })[];
}

export type Plot = LinePlot | BarPlot;

const ink = '#24292f';
const grid = '#d8dee4';

/** Told apart by people who see colours differently, too (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** What is drawn: on a background of its own, so that it can be read on a light and on a dark page. */
export function optionOf(plot: Plot): EChartsOption {
  return {
    animation: false,
    backgroundColor: '#ffffff',
    color: colours,
    textStyle: { fontFamily: 'sans-serif', color: ink },
    title: { text: plot.title, left: 16, top: 12, textStyle: { fontSize: 15, color: ink } },
    legend: legend(plot),
    grid: { left: 72, right: 48, top: 80, bottom: 56 },
    ...(plot.kind === 'lines' ? lines(plot) : bars(plot)),
  };
}

function legend({ series }: Plot): EChartsOption['legend'] {
  const data = series.map(({ name }) => name);
  return { show: data.length > 1, right: 32, top: 40, itemGap: 24, textStyle: { color: ink }, data };
}

const axisStyle = {
  axisLine: { show: true, lineStyle: { color: ink } },
  axisLabel: { color: ink },
  splitLine: { lineStyle: { color: grid } },
};

function lines({ x, y, series }: LinePlot): EChartsOption {
  const nameStyle = { nameLocation: 'middle' as const, nameGap: 32, nameTextStyle: { color: ink } };
  return {
    xAxis: { ...axisStyle, ...nameStyle, type: x.scale, name: x.name, min: 'dataMin', max: 'dataMax' },
    yAxis: yAxis(y),
    series: series.map(({ name, points }) => ({
      type: 'line',
      name,
      data: points.map(([at, value]) => [at, value]),
      symbol: 'circle',
      symbolSize: 7,
      itemStyle: { opacity: 1 },
      lineStyle: { width: 2.5 },
      clip: false,
    })),
  };
}

function bars({ categories, y, series, stacked }: BarPlot): EChartsOption {
  return {
    xAxis: { ...axisStyle, type: 'category', data: [...categories], splitLine: { show: false } },
    yAxis: yAxis(y),
    series: series.map(({ name, values }) => ({
      type: 'bar',
      name,
      data: [...values],
      barMaxWidth: 72,
      ...(stacked && { stack: 'all' }),
      label: { show: true, formatter: ({ value }) => cellText(Number(value)), ...labelStyle(stacked) },
    })),
  };
}

/** The value of a bar, in it or upon it. */
function labelStyle(stacked: boolean) {
  return stacked ? { position: 'inside' as const, color: '#ffffff' } : { position: 'top' as const, color: ink };
}

/** From zero: a curve that is flat is to look so. */
function yAxis(name: string): EChartsOption['yAxis'] {
  return { ...axisStyle, type: 'value', name, min: 0, nameTextStyle: { color: ink, align: 'left' }, nameGap: 14 };
}
