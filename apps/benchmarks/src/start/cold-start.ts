import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { connect } from '@ams/messaging-runtime';

import { queueName } from '../processes/apps.js';
import type { Bench } from '../processes/bench.js';
import { startChild } from '../processes/child-program.js';
import { fromSource } from '../processes/program.js';

/** Milliseconds since the broker's process was started. */
export type ColdStart = {
  readonly listening: number;
  readonly firstMessageAccepted: number;
};

/** Arguments for Node that run the broker: its TypeScript, or what `nx run local-broker:build` made of it. */
export const brokerPrograms = {
  fromSource: [...fromSource, 'packages/local-broker/src/cli/main.ts'],
  asBuilt: ['packages/local-broker/dist/cli/main.js'],
} as const;

/**
 * Starts the broker with nothing on disk and sends it one message. Nothing is loaded into its process beside itself.
 *
 * @throws ProgramFailure when it does not start, or fails.
 */
export async function coldStart(
  { root, folder, stackFile, signal }: Bench,
  program: keyof typeof brokerPrograms,
): Promise<ColdStart> {
  const data = await mkdtemp(join(folder, 'data-'));
  const serve = ['serve', '--stack', stackFile, '--data', data, '--port', '0'];
  const started = performance.now();
  const broker = startChild({
    name: 'broker',
    command: [process.execPath, ...brokerPrograms[program], ...serve],
    directory: root,
    signal,
  });
  try {
    const { text: connectionString, at } = await broker.line('Endpoint=');
    await sendOne(connectionString);
    const firstMessageAccepted = performance.now() - started;
    broker.stop();
    await broker.ended;
    return { listening: at - started, firstMessageAccepted };
  } finally {
    broker.stop();
    await broker.ended.catch(() => undefined);
    await rm(data, { recursive: true, force: true });
  }
}

async function sendOne(connectionString: string): Promise<void> {
  const client = connect(connectionString);
  try {
    await client.createSender(queueName).sendMessages({ body: { order_id: 'the first' } });
  } finally {
    await client.close();
  }
}
