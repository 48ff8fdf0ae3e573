import { type OutputKey, stackOutputDefinitions } from '@ams/stack-outputs';
import { z } from 'zod';

import type { Bench } from './bench.js';
import type { ProgramOptions } from './program.js';
import { type EndedApp, runToEnd } from './run-to-end.js';

/** The queue of the local stack. */
export const queueName = 'orders';

/** The topic of the local stack: the producer wants to know it even where it sends nothing there. */
const topicName = 'events';

const count = z.number().int().nonnegative();

/** The summary of the producer, as far as it is looked at. */
export const producerSummary = z.object({ sent: count, refused: count, seconds: z.number() });

export type ProducerSummary = z.infer<typeof producerSummary>;

/** The summary of a consumer, as far as it is looked at. */
export const consumerSummary = z.object({
  received: count,
  processed: count,
  duplicates: count,
  // What became of messages that were not completed; peers know none of it.
  abandoned: count.optional(),
  released: count.optional(),
  deadLettered: count.optional(),
  lockLost: count.optional(),
  unsettled: count.optional(),
  seconds: z.number(),
});

export type ConsumerSummary = z.infer<typeof consumerSummary>;

/** Seconds without a message after which a consumer ends: longer than a producer takes to start on a busy machine. */
export const idleSeconds = 5;

/** The producer as a user runs it. */
export function runProducer(
  bench: Bench,
  connectionString: string,
  orders: number,
): Promise<EndedApp<ProducerSummary>> {
  const args = ['--orders', String(orders), '--events', '0'];
  return runToEnd(appOptions(bench, connectionString, { app: 'producer', name: 'producer', args }), producerSummary);
}

/** A queue consumer as a user runs it. */
export function runConsumer(bench: Bench, connectionString: string, name: string): Promise<EndedApp<ConsumerSummary>> {
  const args = ['--stop-when-idle', String(idleSeconds)];
  return runToEnd(appOptions(bench, connectionString, { app: 'queue-consumer', name, args }), consumerSummary);
}

interface AppStart {
  /** Folder of the app. */
  readonly app: string;
  readonly name: string;
  readonly args: readonly string[];
}

function appOptions(
  { root, folder, signal }: Bench,
  connectionString: string,
  { app, name, args }: AppStart,
): ProgramOptions {
  return {
    name,
    root,
    source: `apps/${app}/src/main.ts`,
    args: [...args, '--json', '--log-level', 'error'],
    env: outputsFor(connectionString),
    folder,
    signal,
  };
}

/** Variables win over files, and over what the user has set for a deployed stack. */
function outputsFor(connectionString: string): Readonly<Record<string, string>> {
  const variableOf = (key: OutputKey): string => stackOutputDefinitions[key].variable;
  return {
    [variableOf('queueName')]: queueName,
    [variableOf('queueSendConnectionString')]: connectionString,
    [variableOf('queueProcessConnectionString')]: connectionString,
    [variableOf('topicName')]: topicName,
    [variableOf('topicSendConnectionString')]: connectionString,
  };
}
