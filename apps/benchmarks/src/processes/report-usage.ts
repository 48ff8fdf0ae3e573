import { writeFileSync } from 'node:fs';

import { peakMebibytes } from './high-water-mark.js';
import type { Usage } from './usage.js';
import { usageFileVariable } from './usage-file.js';

/** Loaded before a measured program, so it loads next to nothing itself; nothing happens until the process ends. */

const file = process.env[usageFileVariable];
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, JSON.stringify(usageOfThisProcess())));
}

function usageOfThisProcess(): Usage {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000, peakMebibytes: peakMebibytes() };
}
