import type { AppContext } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import type { Goal } from '../results/goals.js';
import { type StartRound, startRound } from './start-round.js';
import { startTables } from './start-tables.js';

const goals: readonly Goal<StartRound>[] = [
  {
    what: 'broker from source, ms until it has accepted a message',
    bound: 'at most',
    goal: 1_000,
    figure: ({ fromSource }) => fromSource.firstMessageAccepted,
  },
];

/** Measures how long a user waits for the broker, and for the whole story. */
export function startCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'start',
    description: "From the start of the broker's process to the first message that it accepts; and all of npm start.",
    rounds: 5,
  }).action(async ({ rounds }) => {
    await runBenchmark(
      { name: 'start', parameters: { rounds }, warmUp: startRound, measure: startRound, describe: startTables, goals },
      context,
    );
  });
}
