import { z } from 'zod';

import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';
import type { BarPlot } from '../plot.js';
import { type Passage, passage, type Paces, processRows, steps } from './passage.js';

/** Others are there if they were installed and wanted. */
const round = z.object({
  inTurn: passage,
  atOnce: passage,
  slowProgram: passage.optional(),
  fastClient: passage.optional(),
});

type Round = z.infer<typeof round>;

const ours = (median: Round) => [['in turn', median.inTurn] as const, ['at once', median.atOnce] as const];

const others = ({ slowProgram, fastClient }: Round) => [
  ...(slowProgram === undefined ? [] : [['slow program', slowProgram] as const]),
  ...(fastClient === undefined ? [] : [['fast client', fastClient] as const]),
];

type Titled = readonly (readonly [title: string, passage: Passage])[];

const withoutOthers =
  'Not measured: RabbitMQ was not installed with `python3`, `pika` and `aio_pika`, or was left out.';

export const million: Chapter = {
  benchmark: 'million',
  tables: {
    million: ofMedian(round, (median, { parameters: { count = 0 } }) =>
      stepTable(`${count.toLocaleString('en-US')} orders`, ours(median)),
    ),
    'million-peers': ofMedian(round, (median, { parameters: { count = 0, peerCount = count } }) =>
      others(median).length === 0
        ? withoutOthers
        : stepTable(`${peerCount.toLocaleString('en-US')} orders on RabbitMQ`, others(median)),
    ),
    'million-processes': ofMedian(round, (median, { parameters: { count = 0, peerCount = count } }) =>
      markdownTable(
        ['process', 'CPU s', 'CPU µs/message', 'peak MiB'],
        [...processRows(ours(median), 'broker', count), ...processRows(others(median), 'RabbitMQ', peerCount)],
      ),
    ),
  },
  plots: {
    million: ofMedian(round, (median, { parameters: { count = 0, peerCount = count } }): BarPlot => {
      const bars = [
        { title: 'local broker', passage: median.inTurn, orders: count },
        ...others(median).map(([title, other]) => ({ title: `RabbitMQ, ${title}`, passage: other, orders: peerCount })),
      ];
      const secondsOf = (step: keyof Paces): readonly number[] =>
        bars.map(({ passage: each, orders }) => (each[step].seconds / orders) * 1_000_000);
      return {
        kind: 'bars',
        title: 'A million durable orders: first produced, then consumed',
        categories: bars.map(({ title }) => title),
        y: 'seconds for a million',
        stacked: true,
        series: [
          { name: 'produce', values: secondsOf('produce') },
          { name: 'consume', values: secondsOf('consume') },
        ],
      };
    }),
  },
};

function stepTable(orders: string, titled: Titled): string {
  return markdownTable(
    [orders, 'seconds', 'messages/s'],
    titled.flatMap(([title, each]) =>
      steps.map((step) => [`${title}: ${step}`, each[step].seconds, each[step].perSecond]),
    ),
  );
}
