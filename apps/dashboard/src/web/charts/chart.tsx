import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { theme } from '../theme.js';
import { chartOptions } from './chart-options.js';
import { ChartLegend } from './chart-legend.js';
import { drawThroughShortGaps } from './short-gaps.js';
import type { ThresholdLine } from './thresholds.js';

export type SeriesTone = 'accent' | 'ink' | 'good' | 'warning' | 'muted';

export interface ChartSeries {
  readonly label: string;
  readonly tone: SeriesTone;
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
}

export interface ChartProps {
  readonly title: string;
  /** What a value is: `messages`, `messages per second`. */
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly at: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly thresholds?: readonly ThresholdLine[];
}

const height = 168;

/** A chart of the past, with its legend; the legend follows the pointer, and holds the latest values otherwise. */
export function Chart(props: ChartProps) {
  const { title, unit, at, series, thresholds = [] } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const shape = [theme.value, ...series.map(({ label }) => label)].join();

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const build = () => {
      plot.current?.destroy();
      const options = chartOptions({ chart: latest, width: element.clientWidth, height, onPoint: setPointed });
      plot.current = new uPlot(options, dataOf(latest.current), element);
    };
    build();
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    // Canvases know no custom properties: when the system's theme changes, the chart is drawn with other colours.
    const darkness = matchMedia('(prefers-color-scheme: dark)');
    darkness.addEventListener('change', build);
    return () => {
      sizes.disconnect();
      darkness.removeEventListener('change', build);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(dataOf(props));
  }, [at, series, thresholds]);

  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <span class="muted small">{unit}</span>
      </figcaption>
      <div class="chart-canvas" ref={place} aria-hidden="true" />
      <ChartLegend chart={props} pointed={pointed} />
    </figure>
  );
}

function dataOf({ at, series }: ChartProps): uPlot.AlignedData {
  return [at.map((moment) => moment / 1_000), ...series.map(({ values }) => drawThroughShortGaps(values))];
}
