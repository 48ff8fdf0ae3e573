import type { Bench } from '../processes/bench.js';
import { startChild } from '../processes/child-program.js';

/**
 * Runs the whole story, as a user does who has just cloned the repository.
 *
 * @returns seconds from the command to its end.
 * @throws ProgramFailure with what it said, when it ends with another exit code than 0.
 */
export async function npmStartSeconds({ root, signal }: Bench): Promise<number> {
  const started = performance.now();
  const { at } = await startChild({ name: 'npm start', command: ['npm', 'start'], directory: root, signal }).ended;
  return (at - started) / 1_000;
}
