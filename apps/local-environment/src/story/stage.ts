import { join } from 'node:path';

import type { Broker } from '@ams/local-broker';
import { connect } from '@ams/messaging-runtime';
import type { AppContext } from '@ams/messaging-runtime/cli';
import type { Topology } from '@ams/service-bus-model';
import { loadStackOutputs, type OutputKey } from '@ams/stack-outputs';

import { appRunner, type AppRunner } from './app-process.js';

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

const needs = [
  'queueName',
  'topicName',
  'billingSubscriptionName',
  'analyticsSubscriptionName',
  'parkingQueueName',
  'manageConnectionString',
] as const satisfies readonly OutputKey[];

/** What the chapters of the story work with. */
export interface Stage {
  readonly broker: Broker;
  readonly apps: AppRunner;
  readonly outputs: Readonly<Record<(typeof needs)[number], string>>;
  /** Looks at messages, and takes none. */
  readonly client: ReturnType<typeof connect>;
  readonly print: (line: string) => void;
  /** Where a consumer notes what it processed. */
  readonly ledgerOf: (consumer: string) => string;
}

/** Close its client at the end. */
export function setStage({ root, folder, outputsFile, broker, context }: StoryOptions): Stage {
  const outputs = loadStackOutputs({ environment: 'local', file: outputsFile, env: {}, needs });
  return {
    broker,
    apps: appRunner(root, outputsFile, context.signal),
    outputs,
    client: connect(outputs.manageConnectionString),
    print: (line) => context.print(line),
    ledgerOf: (consumer) => join(folder, `${consumer}.ndjson`),
  };
}
