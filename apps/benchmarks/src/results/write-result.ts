import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Bench } from '../processes/bench.js';
import { describeMachine, describeVersions } from './environment.js';
import { type Figures, rounded } from './figures.js';
import { compare, type Goal } from './goals.js';
import { medianOfRounds } from './median.js';
import { type BenchmarkName, type Result, resultSchema } from './result.js';

export interface Measured<Round extends Figures> {
  readonly benchmark: BenchmarkName;
  readonly parameters: Readonly<Record<string, number>>;
  readonly rounds: readonly Round[];
  /** Versions of others that were measured beside, by name. */
  readonly peers?: Readonly<Record<string, string>> | undefined;
  readonly goals?: readonly Goal<Round>[] | undefined;
}

/**
 * Writes what was measured to `apps/benchmarks/results/<benchmark>.json`, over what an earlier run wrote.
 *
 * @returns the path of the file, and the medians.
 */
export async function writeResult<Round extends Figures>(
  { root, folder }: Bench,
  { benchmark, parameters, rounds, peers, goals }: Measured<Round>,
): Promise<{ readonly file: string; readonly median: Round }> {
  const median = medianOfRounds(rounds);
  const result: Result = resultSchema.parse({
    benchmark,
    measuredAt: new Date().toISOString(),
    parameters,
    machine: describeMachine(folder),
    versions: { ...describeVersions(root), ...(peers && { peers }) },
    median: rounded(median),
    rounds: rounds.map(rounded),
    ...(goals && { comparisons: goals.map((goal) => compare(goal, median)) }),
  });
  const results = join(root, 'apps', 'benchmarks', 'results');
  await mkdir(results, { recursive: true });
  const file = join(results, `${benchmark}.json`);
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return { file, median };
}
