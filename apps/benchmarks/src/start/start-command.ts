import type { AppContext } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import { textTable } from '../results/table.js';
import { type ColdStart, coldStart } from './cold-start.js';

/** Measures how long a user waits for the broker. */
export function startCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'start',
    description: "From the start of the broker's process to the first message that it accepts.",
    rounds: 5,
  }).action(async ({ rounds }) => {
    await runBenchmark(
      { name: 'start', parameters: { rounds }, warmUp: coldStart, measure: coldStart, describe: startTable },
      context,
    );
  });
}

function startTable({ listening, firstMessageAccepted }: ColdStart): string {
  return textTable(
    ['since the start of the process', 'ms'],
    [
      ['listens', listening],
      ['has accepted a message', firstMessageAccepted],
    ],
  );
}
