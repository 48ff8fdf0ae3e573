import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Bench } from './bench.js';
import { type RunningServer, type Served, withServer } from './server.js';

/**
 * Starts the broker from its command line, with the local stack, an empty data directory and a free port, and ends it
 * when the work is done.
 *
 * @throws ProgramFailure when it does not start, or fails.
 */
export async function withBroker<Result>(
  bench: Bench,
  work: (broker: RunningServer) => Promise<Result>,
): Promise<Served<Result>> {
  const dataDirectory = await mkdtemp(join(bench.folder, 'data-'));
  try {
    return await withServer(
      bench,
      {
        name: 'broker',
        source: 'packages/local-broker/src/cli/main.ts',
        args: ['serve', '--stack', bench.stackFile, '--data', dataDirectory, '--port', '0'],
      },
      work,
    );
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
