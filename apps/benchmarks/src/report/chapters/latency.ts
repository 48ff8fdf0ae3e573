import { z } from 'zod';

import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';
import type { BarPlot } from '../plot.js';

const figure = z.number();

/** By messages a second. */
const latencies = z.record(
  z.string(),
  z.object({ p50: figure, p95: figure, p99: figure, max: figure, senderDelayP99: figure }),
);

const rate = (text: string): string => Number(text).toLocaleString('en-US');

export const latency: Chapter = {
  benchmark: 'latency',
  tables: {
    latency: ofMedian(latencies, (byRate) =>
      markdownTable(
        ['messages/s', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'sender late p99 ms'],
        Object.entries(byRate).map(([perSecond, { p50, p95, p99, max, senderDelayP99 }]) => [
          rate(perSecond),
          ...[p50, p95, p99, max, senderDelayP99],
        ]),
      ),
    ),
  },
  plots: {
    latency: ofMedian(latencies, (byRate): BarPlot => ({
      kind: 'bars',
      title: 'From sending to receiving, at a steady rate',
      categories: Object.keys(byRate).map((perSecond) => `${rate(perSecond)} messages/s`),
      y: 'ms',
      stacked: false,
      series: (['p50', 'p95', 'p99'] as const).map((name) => ({
        name,
        values: Object.values(byRate).map((at) => at[name]),
      })),
    })),
  },
};
