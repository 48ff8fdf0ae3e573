import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Bench } from './bench.js';
import { startProgram } from './program.js';
import type { Usage } from './usage.js';

/** The local broker, running on its own. */
export interface RunningBroker {
  /** May do everything. */
  readonly connectionString: string;
  /** When it said that it listens, by `performance.now()`. */
  readonly listeningAt: number;
}

export interface Served<Result> {
  readonly result: Result;
  /** What the broker used, from its start to its end. */
  readonly usage: Usage;
}

/**
 * Starts the broker from its command line, with the local stack, an empty data directory and a free port, and ends it
 * when the work is done.
 *
 * @throws ProgramFailure when it does not start, or fails.
 */
export async function withBroker<Result>(
  { root, folder, stackFile, signal }: Bench,
  work: (broker: RunningBroker) => Promise<Result>,
): Promise<Served<Result>> {
  const dataDirectory = await mkdtemp(join(folder, 'data-'));
  const broker = startProgram({
    name: 'broker',
    root,
    source: 'packages/local-broker/src/cli/main.ts',
    args: ['serve', '--stack', stackFile, '--data', dataDirectory, '--port', '0'],
    folder,
    signal,
  });
  try {
    const { text, at } = await broker.line('Endpoint=');
    const result = await work({ connectionString: text, listeningAt: at });
    broker.stop();
    return { result, usage: (await broker.ended).usage };
  } finally {
    broker.stop();
    await broker.ended.catch(() => undefined);
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
