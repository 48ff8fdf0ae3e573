import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type BenchmarkName, benchmarkNames, type Result, resultSchema } from '../results/result.js';
import { ResultFormError } from './chapter.js';
import type { Results } from './report.js';

/** The results that are there. @throws ResultFormError when one is none, or of another benchmark than its name says. */
export async function readResults(folder: string): Promise<Results> {
  const results = new Map<BenchmarkName, Result>();
  for (const name of benchmarkNames) {
    const text = await textOf(join(folder, `${name}.json`));
    if (text !== undefined) results.set(name, resultOf(name, text));
  }
  return results;
}

function resultOf(name: BenchmarkName, text: string): Result {
  try {
    const result = resultSchema.parse(JSON.parse(text));
    if (result.benchmark === name) return result;
    throw new TypeError(`it is one of ${result.benchmark}`);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ResultFormError(
      `${name}.json is no result of ${name}: ${problem}. Run npx nx run benchmarks:${name} again.`,
      {
        cause: error,
      },
    );
  }
}

/** Content of a file; undefined when there is none. */
export async function textOf(file: string): Promise<string | undefined> {
  return existsSync(file) ? await readFile(file, 'utf8') : undefined;
}
