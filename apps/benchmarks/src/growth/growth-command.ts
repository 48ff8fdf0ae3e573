import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import { textTable } from '../results/table.js';
import { measureBacklogs } from './growing-backlog.js';
import { measureSessions } from './growing-sessions.js';
import { measureSubscriptions } from './growing-subscriptions.js';
import type { ByStep } from './growth-round.js';
import { growthTables } from './growth-tables.js';
import { steps } from './step-list.js';

const defaults = {
  backlogs: [1_000, 10_000, 100_000, 1_000_000],
  subscriptions: [1, 5, 10, 20, 50],
  sessions: [1, 10, 100, 1_000, 10_000],
};

/** Measures what a message costs the broker as there is more and more of everything. */
export function growthCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'growth',
    description: 'What the broker needs as backlog, subscriptions and sessions grow.',
    rounds: 3,
  })
    .option('--backlogs <counts>', 'messages in the queue', steps(1, 100_000_000), defaults.backlogs)
    .option('--subscriptions <counts>', 'subscriptions of a topic', steps(1, 2_000), defaults.subscriptions)
    .option('--sessions <counts>', 'sessions with messages', steps(1, 1_000_000), defaults.sessions)
    .option('--count <number>', 'messages in and out at each step', wholeNumber(1, 1_000_000), 20_000)
    .action(async ({ backlogs, subscriptions, sessions, count, rounds }) => {
      const { report } = context;
      await runBenchmark(
        {
          name: 'growth',
          parameters: { count, rounds },
          measure: async (bench) => {
            report('growth: backlogs');
            const { empty, backlog } = await measureBacklogs(bench, backlogs, count);
            report('growth: subscriptions');
            const bySubscriptions = await byStep(subscriptions, (step) => measureSubscriptions(bench, step, count));
            report('growth: sessions');
            const bySessions = await byStep(sessions, (step) => measureSessions(bench, step, count));
            return { empty, backlog, subscriptions: bySubscriptions, sessions: bySessions };
          },
          describe: (median) =>
            Object.values(growthTables(median))
              .map(({ head, rows }) => textTable(head, rows))
              .join('\n'),
        },
        context,
      );
    });
}

async function byStep<Figures>(
  all: readonly number[],
  measure: (step: number) => Promise<Figures>,
): Promise<ByStep<Figures>> {
  const figures: ByStep<Figures> = {};
  for (const step of all) figures[step] = await measure(step);
  return figures;
}
