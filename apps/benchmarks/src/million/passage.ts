import { type Pace, paceOf } from '@ams/messaging-runtime/cli';

import {
  type ConsumerSummary,
  idleSeconds,
  type ProducerSummary,
  queueName,
  runConsumer,
  runProducer,
} from '../processes/apps.js';
import type { Bench } from '../processes/bench.js';
import { withBroker } from '../processes/broker.js';
import type { EndedApp } from '../processes/run-to-end.js';
import type { RunningServer, Served } from '../processes/server.js';
import type { Usage } from '../processes/usage.js';
import { checkAccount } from './account.js';
import { isDrained } from './is-drained.js';
import { lengthOf, spanOfConsumer, spanOfProducer } from './time-span.js';

/** How all messages got from the producer to the consumers, once. */
export type Passage = {
  readonly produce: Steps;
  readonly consume: Steps;
  readonly total: Steps;
  readonly processes: Readonly<Record<'producer' | 'consumer1' | 'consumer2' | 'broker', Usage>>;
};

export type Steps = { readonly [Figure in keyof Pace]: number };

interface EndedApps {
  readonly producer: EndedApp<ProducerSummary>;
  readonly consumers: readonly [EndedApp<ConsumerSummary>, EndedApp<ConsumerSummary>];
}

type RunApps = (bench: Bench, connectionString: string, count: number) => Promise<EndedApps>;

/** What the messages go through. */
export interface Carrier {
  /** What it is called in errors. */
  readonly name: string;
  /** Starts a server, does the work and ends the server. */
  readonly serve: <Result>(bench: Bench, work: (server: RunningServer) => Promise<Result>) => Promise<Served<Result>>;
  /** Whether nothing is left in the queue. */
  readonly isDrained: (connectionString: string) => Promise<boolean>;
}

/** The local broker, which keeps all messages on disk. */
export const durableBroker: Carrier = {
  name: 'the broker',
  serve: withBroker,
  isDrained: (connectionString) => isDrained(connectionString, queueName),
};

/** First all are sent, then all are consumed. */
export async function passInTurn(bench: Bench, count: number, carrier = durableBroker): Promise<Passage> {
  return await pass(bench, count, carrier, true, async (within, connectionString) => {
    const producer = await runProducer(within, connectionString, count);
    return { producer, consumers: await runConsumers(within, connectionString) };
  });
}

/** They are consumed while they are sent. */
export async function passAtOnce(bench: Bench, count: number): Promise<Passage> {
  return await pass(bench, count, durableBroker, false, async (within, connectionString) => {
    const [producer, consumers] = await Promise.all([
      runProducer(within, connectionString, count),
      runConsumers(within, connectionString),
    ]);
    return { producer, consumers };
  });
}

function runConsumers(bench: Bench, connectionString: string): Promise<EndedApps['consumers']> {
  return Promise.all([
    runConsumer(bench, connectionString, 'consumer 1'),
    runConsumer(bench, connectionString, 'consumer 2'),
  ]);
}

async function pass(
  bench: Bench,
  count: number,
  carrier: Carrier,
  inTurn: boolean,
  runApps: RunApps,
): Promise<Passage> {
  const failed = new AbortController();
  const signal = AbortSignal.any([bench.signal, failed.signal]);
  const { result, usage } = await carrier.serve(bench, async ({ connectionString }) => {
    try {
      const apps = await runApps({ ...bench, signal }, connectionString, count);
      const drained = await carrier.isDrained(connectionString);
      checkAccount({
        carrier: carrier.name,
        count,
        producer: apps.producer.summary,
        consumers: apps.consumers.map(({ summary }) => summary),
        drained,
      });
      return apps;
    } finally {
      // When one fails, the others have nothing left to do.
      failed.abort();
    }
  });
  return { ...stepsOf(result, count, inTurn), processes: { ...usagesOf(result), broker: usage } };
}

function stepsOf({ producer, consumers }: EndedApps, count: number, inTurn: boolean): Omit<Passage, 'processes'> {
  const producing = spanOfProducer(producer);
  const consuming = consumers.map((consumer) => spanOfConsumer(consumer, idleSeconds));
  const produce = lengthOf([producing]);
  const consume = lengthOf(consuming);
  // Between one and the other, processes start; a million messages are not to pay for that.
  const total = inTurn ? produce + consume : lengthOf([producing, ...consuming]);
  return { produce: paceOf(count, produce), consume: paceOf(count, consume), total: paceOf(count, total) };
}

function usagesOf({ producer, consumers: [first, second] }: EndedApps): Omit<Passage['processes'], 'broker'> {
  return { producer: producer.usage, consumer1: first.usage, consumer2: second.usage };
}
