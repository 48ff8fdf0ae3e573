import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Bench } from '../processes/bench.js';
import { describeMachine, describeVersions } from './environment.js';
import { type Figures, rounded } from './figures.js';
import { medianOfRounds } from './median.js';
import { type BenchmarkName, type Result, resultSchema } from './result.js';

export interface Measured<Round extends Figures> {
  readonly benchmark: BenchmarkName;
  readonly parameters: Readonly<Record<string, number>>;
  readonly rounds: readonly Round[];
}

/**
 * Writes what was measured to `apps/benchmarks/results/<benchmark>.json`, over what an earlier run wrote.
 *
 * @returns the path of the file, and the medians.
 */
export async function writeResult<Round extends Figures>(
  { root, folder }: Bench,
  { benchmark, parameters, rounds }: Measured<Round>,
): Promise<{ readonly file: string; readonly median: Round }> {
  const median = medianOfRounds(rounds);
  const result: Result = resultSchema.parse({
    benchmark,
    measuredAt: new Date().toISOString(),
    parameters,
    machine: describeMachine(folder),
    versions: describeVersions(root),
    median: rounded(median),
    rounds: rounds.map(rounded),
  });
  const results = join(root, 'apps', 'benchmarks', 'results');
  await mkdir(results, { recursive: true });
  const file = join(results, `${benchmark}.json`);
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return { file, median };
}
