import { writeFileSync } from 'node:fs';

import { peakMebibytes } from './high-water-mark.js';
import { type Usage, usageFileVariable } from './usage.js';

/** Loaded before a measured program; nothing happens until the process ends. */

const file = process.env[usageFileVariable];
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, JSON.stringify(usageOfThisProcess())));
}

function usageOfThisProcess(): Usage {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000, peakMebibytes: peakMebibytes() };
}
