import type { z } from 'zod';

import type { Figures } from '../results/figures.js';
import type { BenchmarkName, Result } from '../results/result.js';
import type { Plot } from './plot.js';

/** What the document shows of one benchmark. Each table and plot has a place of its name there. */
export interface Chapter {
  readonly benchmark: BenchmarkName;
  /** Writes tables in Markdown, by name; beneath the first one stands how they were measured. */
  readonly tables: Readonly<Record<string, (result: Result) => string>>;
  readonly plots: Readonly<Record<string, (result: Result) => Plot>>;
}

/** A file of results is not of the form that the document shows. */
export class ResultFormError extends Error {
  override readonly name = 'ResultFormError';
}

/**
 * @param schema what the medians must have
 * @param show what is made of them
 * @returns a function that throws ResultFormError when the medians have another form.
 */
export function ofMedian<Median, Shown>(
  schema: z.ZodType<Median, Figures>,
  show: (median: Median, result: Result) => Shown,
): (result: Result) => Shown {
  return (result) => {
    const parsed = schema.safeParse(result.median);
    if (parsed.success) return show(parsed.data, result);
    const [issue] = parsed.error.issues;
    throw new ResultFormError(
      `The result of ${result.benchmark} is of another form than this report reads, at ` +
        `'${issue?.path.join('.')}': ${issue?.message}. Run npx nx run benchmarks:${result.benchmark} again.`,
    );
  };
}
