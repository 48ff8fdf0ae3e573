import type { z } from 'zod';

import { startProgram, type ProgramOptions, ProgramFailure } from './program.js';
import type { Usage } from './usage.js';

/** What an app did, by the line of JSON that it ends with. */
export interface EndedApp<Summary> {
  readonly summary: Summary;
  /** When the summary was read, by `performance.now()`. */
  readonly at: number;
  readonly usage: Usage;
}

/**
 * Runs a program to its end.
 *
 * @param summary shape of the line of JSON that it ends with.
 * @throws ProgramFailure with what it said, when it fails or ends without a word.
 */
export async function runToEnd<Summary>(
  options: ProgramOptions,
  summary: z.ZodType<Summary>,
): Promise<EndedApp<Summary>> {
  const { lastLine, usage } = await startProgram(options).ended;
  if (lastLine === undefined) throw new ProgramFailure(`The ${options.name} ended without a summary.`);
  return { summary: summary.parse(JSON.parse(lastLine.text)), at: lastLine.at, usage };
}
