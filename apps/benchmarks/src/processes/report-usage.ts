import { readFileSync, writeFileSync } from 'node:fs';

import { type Usage, usageFileVariable } from './usage.js';

/** Loaded before a measured program; nothing happens until the process ends. */

const file = process.env[usageFileVariable];
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, JSON.stringify(usageOfThisProcess())));
}

function usageOfThisProcess(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000,
    peakMebibytes: (highWaterMark() ?? maxRSS) / 1_024,
  };
}

/**
 * KiB. On Linux the peak of `resourceUsage` begins at what the parent had resident when it started this process; the
 * kernel's high-water mark is of this program alone.
 */
function highWaterMark(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return found === null ? undefined : Number(found[1]);
}
