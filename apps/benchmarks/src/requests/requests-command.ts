import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import { connectionSteps, measureRequests } from './measure-requests.js';
import { requestsTable } from './requests-table.js';

/** Measures how many orders a second come in over HTTP, and how long each is waited for. */
export function requestsCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'requests',
    description: `Orders over HTTP, over ${connectionSteps.join(', ')} connections, with an outbox and without.`,
    rounds: 3,
  })
    .option('--seconds <number>', 'how long to post over each number of connections', wholeNumber(1, 3_600), 10)
    .action(async ({ seconds, rounds }) => {
      await runBenchmark(
        {
          name: 'requests',
          parameters: { seconds, rounds },
          measure: (bench) => measureRequests(bench, seconds),
          describe: requestsTable,
        },
        context,
      );
    });
}
