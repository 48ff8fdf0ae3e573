import type { AppContext } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import { startRound } from './start-round.js';
import { startTables } from './start-tables.js';

/** Measures how long a user waits for the broker, and for the whole story. */
export function startCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'start',
    description: "From the start of the broker's process to the first message that it accepts; and all of npm start.",
    rounds: 5,
  }).action(async ({ rounds }) => {
    await runBenchmark(
      { name: 'start', parameters: { rounds }, warmUp: startRound, measure: startRound, describe: startTables },
      context,
    );
  });
}
