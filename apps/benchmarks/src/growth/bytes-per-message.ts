import type { GrowthRound } from './growth-round.js';

/** Below, what the JavaScript engine happens to keep or not, some MiB, would be more than the messages. */
const leastBacklog = 10_000;

/**
 * Memory in use beyond that of an empty broker that did the same, for each message of the backlog.
 *
 * @returns undefined where the backlog is too small to tell.
 */
export function bytesPerMessage({ empty, backlog }: GrowthRound, step: string): number | undefined {
  const at = backlog[step];
  if (at === undefined || Number(step) < leastBacklog) return undefined;
  return ((at.memory.usedMebibytes - empty.usedMebibytes) * 2 ** 20) / Number(step);
}
