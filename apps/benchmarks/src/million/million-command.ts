import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';

import { benchmarkCommand, runBenchmark } from '../benchmark-command.js';
import { findPeers, type PeerTools } from '../peers/find-peers.js';
import type { Bench } from '../processes/bench.js';
import { measurePeers, type PeerFigures } from './measure-peers.js';
import { peerGoals } from './million-goals.js';
import { type MillionRound, millionTables } from './million-table.js';
import { passAtOnce, passInTurn } from './passage.js';
import { peerTables } from './peer-table.js';

const countOption = wholeNumber(1, 1_000_000_000);

/** Carries a million orders through the durable broker, with the apps as a user runs them, and beside it others. */
export function millionCommand(context: AppContext) {
  return benchmarkCommand({
    name: 'million',
    description:
      'Carries orders from the producer through the durable local broker to two queue consumers, and beside it ' +
      'through RabbitMQ, where it is installed with python3, pika and aio_pika.',
    rounds: 3,
  })
    .option('--count <number>', 'orders to carry', countOption, 1_000_000)
    .option('--no-peers', 'leave RabbitMQ out')
    .option('--peer-count <number>', 'orders to carry through RabbitMQ; default: as many as --count', countOption)
    .action(async ({ count, rounds, peers, peerCount = count }) => {
      const found = peers ? await findPeers() : undefined;
      if (found?.tools === undefined) {
        if (found !== undefined) context.report(found.missing);
        await runAlone(context, { count, rounds });
      } else {
        await runWithPeers(context, { count, rounds, peerCount }, found.tools);
      }
    });
}

async function measureOurs(bench: Bench, count: number): Promise<MillionRound> {
  return { inTurn: await passInTurn(bench, count), atOnce: await passAtOnce(bench, count) };
}

async function runAlone(context: AppContext, parameters: { readonly count: number; readonly rounds: number }) {
  const { count } = parameters;
  await runBenchmark(
    {
      name: 'million',
      parameters,
      measure: (bench) => measureOurs(bench, count),
      describe: (median) => millionTables(median, count),
    },
    context,
  );
}

async function runWithPeers(
  context: AppContext,
  parameters: { readonly count: number; readonly rounds: number; readonly peerCount: number },
  tools: PeerTools,
) {
  const { count, peerCount } = parameters;
  let rabbitMq = 'unknown';
  const peers = { tools, count: peerCount, onVersion: (version: string) => (rabbitMq = version) };
  await runBenchmark<MillionRound & PeerFigures>(
    {
      name: 'million',
      parameters,
      measure: async (bench) => {
        const ours = await measureOurs(bench, count);
        return { ...ours, ...(await measurePeers(bench, peers, ours.inTurn, count)) };
      },
      describe: (median) => `${millionTables(median, count)}\n${peerTables(median, peerCount)}`,
      goals: peerGoals,
      peers: () => ({ ...tools.versions, rabbitMq }),
    },
    context,
  );
}
