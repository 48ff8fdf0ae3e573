import { z } from 'zod';

import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';
import type { BarPlot } from '../plot.js';
import { microsecondsEach, passage, processName, steps } from './passage.js';

const ratio = z.number();

const round = z.object({
  broker: passage,
  nullServer: passage,
  ratios: z.object({ produce: ratio, consume: ratio, total: ratio }),
  nullServerMicrosecondsPerMessage: z.number(),
});

export const overhead: Chapter = {
  benchmark: 'overhead',
  tables: {
    overhead: ofMedian(round, ({ broker, nullServer, ratios }, { parameters }) =>
      markdownTable(
        [`${(parameters['count'] ?? 0).toLocaleString('en-US')} orders`, 'broker s', 'null server s', 'ratio'],
        steps.map((step) => [step, broker[step].seconds, nullServer[step].seconds, ratios[step]]),
      ),
    ),
    'overhead-processes': ofMedian(round, ({ broker, nullServer, nullServerMicrosecondsPerMessage }, { parameters }) =>
      markdownTable(
        ['process', 'with the broker: CPU µs/message', 'with the null server: CPU µs/message'],
        [
          ...Object.entries(broker.processes).map(([name, { cpuSeconds }]) => [
            name === 'broker' ? 'server' : processName(name),
            ...[cpuSeconds, nullServer.processes[name]?.cpuSeconds ?? 0].map((each) =>
              microsecondsEach(each, parameters['count'] ?? 0),
            ),
          ]),
          ['server, without starting', '', nullServerMicrosecondsPerMessage],
        ],
      ),
    ),
  },
  plots: {
    overhead: ofMedian(round, ({ broker, nullServer }): BarPlot => ({
      kind: 'bars',
      title: 'The durable broker, and a server that stores nothing and answers at once',
      categories: ['local broker', 'null server'],
      y: 'seconds',
      stacked: true,
      series: [
        { name: 'produce', values: [broker, nullServer].map(({ produce }) => produce.seconds) },
        { name: 'consume', values: [broker, nullServer].map(({ consume }) => consume.seconds) },
      ],
    })),
  },
};
