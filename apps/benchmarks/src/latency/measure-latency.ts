import { connect, createLogger, parseJsonBody, processingReceiverOptions, runProcessor } from '@ams/messaging-runtime';

import { queueName } from '../processes/apps.js';
import type { Bench } from '../processes/bench.js';
import { withBroker } from '../processes/broker.js';
import { runToEnd } from '../processes/run-to-end.js';
import { percentile } from '../results/percentile.js';
import { connectionStringVariable } from './sender-command.js';
import { senderSummary } from './sender-summary.js';
import type { SteadyTraffic } from './send-steadily.js';
import { sharedNow, stampSchema } from './stamp.js';

/** Milliseconds from handing a message to the sending client until a handler gets it. */
export type Latency = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** By how much all but one in a hundred messages were sent later than they were due, at most. */
  readonly senderDelayP99: number;
};

/** Not all messages arrived: the figures are worth nothing. */
export class MissingMessagesError extends Error {
  override readonly name = 'MissingMessagesError';
}

/** Seconds at the beginning that do not count: links are made and code is compiled. */
const warmUpSeconds = 2;

/** Milliseconds without a message after which no more are waited for. */
const patience = 15_000;

/** Sends at a steady rate from a process of its own, and receives here as the apps do. */
export async function measureLatency(bench: Bench, perSecond: number, seconds: number): Promise<Latency> {
  const warmUp = perSecond * warmUpSeconds;
  const count = warmUp + perSecond * seconds;
  const { result } = await withBroker(bench, async ({ connectionString }) => {
    const failed = new AbortController();
    const within = { ...bench, signal: AbortSignal.any([bench.signal, failed.signal]) };
    try {
      const [{ summary }, latencies] = await Promise.all([
        runSender(within, connectionString, { perSecond, count, warmUp }),
        receive(within, connectionString, count),
      ]);
      if (latencies.length !== count - warmUp) {
        throw new MissingMessagesError(`${latencies.length} messages arrived, not ${count - warmUp}.`);
      }
      return { ...percentilesOf(latencies), senderDelayP99: summary.delayP99 };
    } finally {
      // When one fails, the other has nothing left to do.
      failed.abort();
    }
  });
  return result;
}

function runSender(
  { root, folder, signal }: Bench,
  connectionString: string,
  { perSecond, count, warmUp }: SteadyTraffic,
) {
  const options = {
    name: 'sender',
    root,
    source: 'apps/benchmarks/src/latency/sender-main.ts',
    args: [...['--per-second', String(perSecond)], ...['--count', String(count)], ...['--warm-up', String(warmUp)]],
    env: { [connectionStringVariable]: connectionString },
    folder,
    signal,
  };
  return runToEnd(options, senderSummary);
}

/** @returns milliseconds on the way, of each message that counts. */
async function receive({ signal }: Bench, connectionString: string, count: number): Promise<readonly number[]> {
  const client = connect(connectionString);
  const latencies: number[] = [];
  try {
    await runProcessor({
      receiver: client.createReceiver(queueName, processingReceiverOptions),
      handler: ({ body }) => {
        const now = sharedNow();
        const { sent_at, warm_up } = stampSchema.parse(parseJsonBody(body));
        if (!warm_up) latencies.push(now - sent_at);
      },
      signal,
      log: createLogger('latency', 'error'),
      maxMessages: count,
      stopWhenIdle: patience,
    });
  } finally {
    await client.close();
  }
  return latencies;
}

function percentilesOf(latencies: readonly number[]): Omit<Latency, 'senderDelayP99'> {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (percent: number): number => percentile(sorted, percent);
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}
