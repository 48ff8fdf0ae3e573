import { z } from 'zod';

import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';
import type { BarPlot } from '../plot.js';
import { microsecondsEach, passage, processName, steps } from './passage.js';

const round = z.object({ inTurn: passage, atOnce: passage });

const passages = [
  ['in turn', 'inTurn'],
  ['at once', 'atOnce'],
] as const;

export const million: Chapter = {
  benchmark: 'million',
  tables: {
    million: ofMedian(round, (median, { parameters }) =>
      markdownTable(
        [`${(parameters['count'] ?? 0).toLocaleString('en-US')} orders`, 'seconds', 'messages/s'],
        passages.flatMap(([title, key]) =>
          steps.map((step) => [`${title}: ${step}`, median[key][step].seconds, median[key][step].perSecond]),
        ),
      ),
    ),
    'million-processes': ofMedian(round, (median, { parameters }) =>
      markdownTable(
        ['process', 'CPU s', 'CPU µs/message', 'peak MiB'],
        passages.flatMap(([title, key]) =>
          Object.entries(median[key].processes).map(([name, { cpuSeconds, peakMebibytes }]) => [
            `${title}: ${processName(name)}`,
            ...[cpuSeconds, microsecondsEach(cpuSeconds, parameters['count'] ?? 0), peakMebibytes],
          ]),
        ),
      ),
    ),
  },
  plots: {
    million: ofMedian(round, ({ inTurn }): BarPlot => ({
      kind: 'bars',
      title: 'First produce, then consume',
      categories: ['local broker'],
      y: 'seconds',
      stacked: true,
      series: [
        { name: 'produce', values: [inTurn.produce.seconds] },
        { name: 'consume', values: [inTurn.consume.seconds] },
      ],
    })),
  },
};
