import { formatExact, formatRate } from '../format.js';
import type { ChartProps } from './chart.js';
import { chartTop } from './thresholds.js';

interface ChartLegendProps {
  readonly chart: ChartProps;
  /** The point under the pointer; null for none. */
  readonly pointed: number | null;
}

/** What the lines are, and what they come to: the chart for those who do not see it, and a key for those who do. */
export function ChartLegend({ chart, pointed }: ChartLegendProps) {
  const { at, series, thresholds = [] } = chart;
  const index = pointed ?? at.length - 1;
  const moment = at[index];
  const highest = Math.max(0, ...series.map(({ values }) => highestOf(values)));
  const top = chartTop(
    highest,
    thresholds.map(({ value }) => value),
  );
  return (
    <>
      <dl class="legend">
        {series.map(({ label, tone, values }) => (
          <div key={label}>
            <dt class={`key ${tone}`}>{label}</dt>
            <dd>
              {formatRate(values[index])}
              <span class="muted"> high {formatRate(highestOf(values))}</span>
            </dd>
          </div>
        ))}
        <div class="legend-time muted">
          <dt class="hidden">At</dt>
          <dd>{pointed === null || moment === undefined ? 'now' : formatExact(moment)}</dd>
        </div>
      </dl>
      {thresholds.length > 0 && (
        <ul class="thresholds" aria-label="Alerts on this chart">
          {thresholds.map(({ alert, label, firing, value }) => (
            <li key={label} class={firing ? 'firing' : undefined}>
              <a href={`/alerts?alert=${encodeURIComponent(alert)}`}>{label}</a>
              {firing && ' · firing'}
              {value > top && <span class="muted"> · higher than this chart</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function highestOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
}
