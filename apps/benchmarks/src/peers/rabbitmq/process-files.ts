import { readdirSync, readFileSync } from 'node:fs';

import type { Usage } from '../../processes/usage.js';

/** Linux counts a process's time in hundredths of a second, whatever the clock of the kernel is. */
const ticksPerSecond = 100;

/** Positions in `/proc/<pid>/stat` behind the name, which may have blanks and parentheses: proc(5). */
const timeFields = { from: 11, to: 15 } as const;

/**
 * Seconds of CPU of a process and of those of its children that have ended.
 *
 * @param stat text of `/proc/<pid>/stat`
 */
export function cpuSecondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(timeFields.from, timeFields.to).map(Number);
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** @param status text of `/proc/<pid>/status` @returns 0 for a process that has ended */
export function peakMebibytesIn(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024;
}

/**
 * Processes that were started with a variable, or whose ancestors were: a server starts others that leave its group.
 *
 * @param entry `NAME=value`
 */
export function processesWith(entry: string): readonly number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => (read(id, 'environ') ?? '').split('\0').includes(entry)).map(Number);
}

/** What the processes used up to now, together. One that has ended meanwhile does not count. */
export function usageOf(ids: readonly number[]): Usage {
  const files = ids.map((id) => ({ stat: read(String(id), 'stat'), status: read(String(id), 'status') }));
  return {
    cpuSeconds: sum(files.map(({ stat }) => (stat === undefined ? 0 : cpuSecondsIn(stat)))),
    peakMebibytes: sum(files.map(({ status }) => (status === undefined ? 0 : peakMebibytesIn(status)))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** @returns undefined for what has ended, or belongs to others. */
function read(id: string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
