import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Bench } from '../processes/bench.js';

/** An empty folder for what a broker keeps, removed when the work is done. */
export async function withDataDirectory<Result>(
  { folder }: Pick<Bench, 'folder'>,
  work: (dataDirectory: string) => Promise<Result>,
): Promise<Result> {
  const dataDirectory = await mkdtemp(join(folder, 'data-'));
  try {
    return await work(dataDirectory);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
