import type uPlot from 'uplot';

import { formatCount, formatRate } from '../format.js';
import { chartColours, type ChartColours } from './chart-colours.js';
import type { ChartProps } from './chart.js';
import { chartTop } from './thresholds.js';

interface OptionsInput {
  /** Read anew at each drawing, so that new values need no new chart. */
  readonly chart: { readonly current: ChartProps };
  readonly width: number;
  readonly height: number;
  /** Told of the point under the pointer; null when it leaves. */
  readonly onPoint: (index: number | null) => void;
}

/** Charts of one page move their pointers together. */
const syncKey = 'ams-charts';

export function chartOptions({ chart, width, height, onPoint }: OptionsInput): uPlot.Options {
  const colours = chartColours();
  return {
    width,
    height,
    legend: { show: false },
    cursor: { sync: { key: syncKey }, drag: { x: false, y: false }, y: false, points: { size: 7 } },
    scales: { y: { range: (_plot, _least, most) => [0, chartTop(most ?? 0, valuesOf(chart.current))] } },
    axes: [
      axis(colours, { size: 26, values: (_plot, ticks) => ticks.map(timeText) }),
      axis(colours, { size: 58, values: (_plot, ticks) => ticks.map(tickText) }),
    ],
    series: [
      {},
      ...chart.current.series.map(({ label, tone, filled }) => ({
        label,
        stroke: colours.tones[tone],
        width: 1.5,
        points: { show: false },
        ...(filled === true ? { fill: colours.fills[tone] } : {}),
      })),
    ],
    hooks: {
      draw: [(plot) => drawThresholds(plot, chart.current, colours)],
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
    },
  };
}

function valuesOf({ thresholds = [] }: ChartProps): readonly number[] {
  return thresholds.map(({ value }) => value);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** @param seconds since the epoch */
function timeText(seconds: number): string {
  return (seconds % 60 === 0 ? clock : clockWithSeconds).format(seconds * 1_000);
}

function tickText(value: number): string {
  return value < 10 ? formatRate(value) : formatCount(value);
}

function axis(colours: ChartColours, more: Partial<uPlot.Axis>): uPlot.Axis {
  return {
    stroke: colours.text,
    font: colours.font,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
    gap: 6,
    ...more,
  };
}

function drawThresholds(plot: uPlot, { thresholds = [] }: ChartProps, colours: ChartColours): void {
  const { ctx, bbox } = plot;
  const top = plot.scales['y']?.max ?? 0;
  for (const { value, firing } of thresholds) {
    if (value > top) continue;
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    ctx.save();
    ctx.strokeStyle = firing ? colours.critical : colours.text;
    ctx.lineWidth = (firing ? 2 : 1) * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }
}
