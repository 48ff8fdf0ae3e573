import { damage } from './damage.js';
import { fullDisk } from './full-disk.js';
import { kills } from './kills.js';
import type { Scenario } from './scenario.js';

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [kills, damage, fullDisk];
