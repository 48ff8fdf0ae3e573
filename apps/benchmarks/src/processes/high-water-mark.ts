import { readFileSync } from 'node:fs';

/**
 * Most memory that this process had resident at one time, in MiB. On Linux the peak of `resourceUsage` begins at what
 * the parent had resident when it started this process; the kernel's high-water mark is of this program alone.
 */
export function peakMebibytes(): number {
  return (highWaterMark() ?? process.resourceUsage().maxRSS) / 1_024;
}

/** KiB. */
function highWaterMark(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return found === null ? undefined : Number(found[1]);
}
