import { join } from 'node:path';

import { connect } from '@ams/messaging-runtime';
import type { AppContext } from '@ams/messaging-runtime/cli';
import { loadStackOutputs, type OutputKey } from '@ams/stack-outputs';

import { appRunner, type AppRunner } from './app-runner.js';
import type { StoryNamespace } from './namespace.js';

export interface StoryOptions {
  /** Folder of the workspace. */
  readonly root: string;
  /** Folder for what the story writes. */
  readonly folder: string;
  readonly outputsFile: string;
  readonly namespace: StoryNamespace;
  readonly context: AppContext;
}

const needs = [
  'queueName',
  'topicName',
  'billingSubscriptionName',
  'analyticsSubscriptionName',
  'insightsTopicName',
  'reportsSubscriptionName',
  'sessionQueueName',
  'parkingQueueName',
  'manageConnectionString',
] as const satisfies readonly OutputKey[];

/** What the chapters of the story work with. */
export interface Stage {
  readonly namespace: StoryNamespace;
  /** Folder for what the story writes. */
  readonly folder: string;
  readonly apps: AppRunner;
  readonly outputs: Readonly<Record<(typeof needs)[number], string>>;
  /** Looks at messages, and takes none. */
  readonly client: ReturnType<typeof connect>;
  readonly print: (line: string) => void;
  /** Where a consumer notes what it processed. */
  readonly ledgerOf: (consumer: string) => string;
  /** Ends apps that still run, and closes the client. */
  readonly close: () => Promise<void>;
}

/** Close it at the end. */
export function setStage({ root, folder, outputsFile, namespace, context }: StoryOptions): Stage {
  const end = new AbortController();
  const outputs = loadStackOutputs({ environment: 'local', file: outputsFile, env: {}, needs });
  const client = connect(outputs.manageConnectionString);
  return {
    namespace,
    folder,
    apps: appRunner(root, outputsFile, AbortSignal.any([context.signal, end.signal])),
    outputs,
    client,
    print: (line) => context.print(line),
    ledgerOf: (consumer) => join(folder, `${consumer}.ndjson`),
    close: () => {
      end.abort();
      return client.close();
    },
  };
}
