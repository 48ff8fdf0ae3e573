import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import type { Goal } from '../results/goals.js';
import { measureOverhead, type OverheadRound } from './measure-overhead.js';
import { overheadTables } from './overhead-table.js';

const goals: readonly Goal<OverheadRound>[] = [
  {
    what: 'total with the broker : total with a server that stores nothing',
    bound: 'at most',
    goal: 1.25,
    figure: ({ ratios }) => ratios.total,
  },
];

/** Tells how much of the time is the broker's, and how much the client's own. */
export function overheadCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'overhead',
    description: 'Compares the durable local broker with a server that stores nothing and answers at once.',
    rounds: 3,
  })
    .option('--count <number>', 'orders to carry', wholeNumber(1, 1_000_000_000), 1_000_000)
    .action(async ({ count, rounds }) => {
      await runBenchmark(
        {
          name: 'overhead',
          parameters: { count, rounds },
          measure: (bench) => measureOverhead(bench, count),
          describe: (median) => overheadTables(median, count),
          goals,
        },
        context,
      );
    });
}
