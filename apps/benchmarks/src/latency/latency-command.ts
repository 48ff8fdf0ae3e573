import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import type { Bench } from '../processes/bench.js';
import { textTable } from '../results/table.js';
import { type Latency, measureLatency } from './measure-latency.js';

/** Messages a second at which it is measured. */
const rates = [100, 1_000, 5_000] as const;

type LatencyRound = { readonly [rate: string]: Latency };

/** Measures how long a message is on its way while the broker has more or less to do. */
export function latencyCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'latency',
    description: `From sending to receiving, at ${rates.join(', ')} messages a second.`,
    rounds: 3,
  })
    .option('--seconds <number>', 'how long to send at each rate', wholeNumber(1, 3_600), 10)
    .action(async ({ seconds, rounds }) => {
      await runBenchmark(
        {
          name: 'latency',
          parameters: { seconds, rounds },
          measure: (bench) => measureAtEachRate(bench, seconds),
          describe: latencyTable,
        },
        context,
      );
    });
}

async function measureAtEachRate(bench: Bench, seconds: number): Promise<LatencyRound> {
  const round: Record<string, Latency> = {};
  for (const rate of rates) round[rate] = await measureLatency(bench, rate, seconds);
  return round;
}

function latencyTable(round: LatencyRound): string {
  const rows = Object.entries(round).map(([rate, { p50, p95, p99, max, senderDelayP99 }]) => [
    Number(rate).toLocaleString('en-US'),
    ...[p50, p95, p99, max, senderDelayP99],
  ]);
  return textTable(['messages/s', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'sender late p99 ms'], rows);
}
