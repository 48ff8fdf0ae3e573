import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Broker } from '@ams/local-broker';
import { connect, peekDeadLetters, queueDeadLetters, subscriptionDeadLetters } from '@ams/messaging-runtime';
import type { AppContext } from '@ams/messaging-runtime/cli';
import { resubmitToProperty } from '@ams/messages';
import type { Topology } from '@ams/service-bus-model';
import { loadStackOutputs } from '@ams/stack-outputs';

import { type Account, balance } from './account.js';
import { appRunner } from './app-process.js';
import { readLedgers } from './ledgers.js';
import { type DeadLetter, deadLetterTable } from './report.js';
import { type ConsumerSummary, consumerSummary, producerSummary, reprocessorSummary } from './summaries.js';

export interface StoryOptions {
  /** Folder of the workspace. */
  readonly root: string;
  /** Folder for what the story writes. */
  readonly folder: string;
  readonly outputsFile: string;
  readonly broker: Broker;
  readonly topology: Topology;
  readonly context: AppContext;
}

/** Traffic that an older producer left behind, some of it in its own format, some of it wrong. */
export const sampleFile = fileURLToPath(new URL('../../data/sample.ndjson', import.meta.url));

/** One in so many first deliveries fails, as if something that the consumers depend on were away for a moment. */
const failEvery = 10;

/** Seconds without a message after which a consumer of the story ends. */
const idle = 1;

/** The consumers that are started: app, name of the entity's part in the story, and the app's own options. */
const consumers = [
  { app: 'queue-consumer', part: 'orders', name: 'queue-consumer-1', args: [] },
  { app: 'queue-consumer', part: 'orders', name: 'queue-consumer-2', args: [] },
  { app: 'subscription-consumer', part: 'billing', name: 'billing', args: ['--subscription', 'billing'] },
  { app: 'subscription-consumer', part: 'analytics', name: 'analytics', args: ['--subscription', 'analytics'] },
] as const;

type Part = (typeof consumers)[number]['part'];
const parts: readonly Part[] = ['orders', 'billing', 'analytics'];

/** Produces, consumes, dead-letters, cures and processes again, with the apps as a user runs them. */
export async function tellStory(options: StoryOptions): Promise<readonly Account[]> {
  const { root, folder, outputsFile, broker, topology, context } = options;
  const apps = appRunner(root, outputsFile, context.signal);
  const outputs = loadStackOutputs({
    environment: 'local',
    file: outputsFile,
    env: {},
    needs: ['queueName', 'topicName', 'billingSubscriptionName', 'analyticsSubscriptionName', 'manageConnectionString'],
  });
  const pathOf: Readonly<Record<Part, string>> = {
    orders: outputs.queueName,
    billing: `${outputs.topicName}/Subscriptions/${outputs.billingSubscriptionName}`,
    analytics: `${outputs.topicName}/Subscriptions/${outputs.analyticsSubscriptionName}`,
  };
  const ledgerOf = (name: string): string => join(folder, `${name}.ndjson`);

  const consumeAll = (...extra: readonly string[]): Promise<ReadonlyMap<Part, readonly ConsumerSummary[]>> =>
    Promise.all(
      consumers.map(async ({ app, part, name, args }) => {
        const common = ['--stop-when-idle', String(idle), '--ledger', ledgerOf(name), ...extra];
        return { part, summary: await apps.run(app, [...args, ...common], consumerSummary) };
      }),
    ).then((ended) => new Map(parts.map((part) => [part, ended.filter((e) => e.part === part).map((e) => e.summary)])));

  const client = connect(outputs.manageConnectionString);
  const sourceOf = {
    orders: queueDeadLetters(client, outputs.queueName),
    billing: subscriptionDeadLetters(client, outputs.topicName, outputs.billingSubscriptionName, resubmitToProperty),
    analytics: subscriptionDeadLetters(
      client,
      outputs.topicName,
      outputs.analyticsSubscriptionName,
      resubmitToProperty,
    ),
  };
  const deadLetters = async (): Promise<readonly DeadLetter[]> => {
    const found: DeadLetter[] = [];
    for (const entity of parts) {
      for await (const message of peekDeadLetters(sourceOf[entity])) found.push({ entity, message });
    }
    return found;
  };

  try {
    context.print(`The namespace ${topology.namespace.name} is up on localhost:${broker.port}, its journal on disk.\n`);
    context.print(
      'The producer sends what an older one left behind, some of it in an earlier format, some of it wrong ...',
    );
    const produced = await apps.run('producer', ['--file', sampleFile, '--unchecked'], producerSummary);
    context.print(
      `Sent ${produced.orders.sent} orders to the queue and ${produced.events.sent} events to the topic.\n`,
    );
    context.print(
      `Two queue consumers, billing and analytics process them; every ${failEvery}th message fails once ...`,
    );
    const first = await consumeAll('--fail-every', String(failEvery));

    const dead = await deadLetters();
    context.print(`\n${dead.length} messages could not be processed. They wait with their reasons:`);
    context.print(deadLetterTable(dead));

    context.print(
      '\nThe cure: consumers that accept the earlier format. The reprocessor sends the dead letters back ...',
    );
    const returned = await apps.run('dlq-reprocessor', [], reprocessorSummary);
    const second = await consumeAll('--accept-earlier-format');

    return parts.map((part) => {
      const runs = [...(first.get(part) ?? []), ...(second.get(part) ?? [])];
      return balance({
        entity: part,
        sent: part === 'orders' ? produced.orders.sent : produced.events.sent,
        retried: runs.reduce((sum, { retried }) => sum + retried, 0),
        deadLettered: dead.filter(({ entity }) => entity === part).length,
        reprocessed: returned.sources.find(({ source }) => source === sourceOf[part].name)?.resubmitted ?? 0,
        rate: rateOf(first.get(part) ?? []),
        proof: readLedgers(consumers.filter((c) => c.part === part).map(({ name }) => ledgerOf(name))),
        left: broker.counts(pathOf[part]),
      });
    });
  } finally {
    await client.close();
  }
}

/** Consumers that run side by side add up. */
function rateOf(runs: readonly ConsumerSummary[]): number {
  return runs.reduce((sum, { perSecond }) => sum + perSecond, 0);
}
