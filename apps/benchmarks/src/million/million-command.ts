import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import { millionTables } from './million-table.js';
import { passAtOnce, passInTurn } from './passage.js';

/** Carries a million orders through the durable broker, with the apps as a user runs them. */
export function millionCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'million',
    description: 'Carries orders from the producer through the durable local broker to two queue consumers.',
    rounds: 3,
  })
    .option('--count <number>', 'orders to carry', wholeNumber(1, 1_000_000_000), 1_000_000)
    .action(async ({ count, rounds }) => {
      await runBenchmark(
        {
          name: 'million',
          parameters: { count, rounds },
          measure: async (bench) => ({
            inTurn: await passInTurn(bench, count),
            atOnce: await passAtOnce(bench, count),
          }),
          describe: (median) => millionTables(median, count),
        },
        context,
      );
    });
}
