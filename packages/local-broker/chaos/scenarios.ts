import { damage } from './damage.js';
import { floods } from './floods.js';
import { fullDisk } from './full-disk.js';
import { giantMessages } from './giant-messages.js';
import { halfOpen } from './half-open.js';
import { kills } from './kills.js';
import { manyMessages } from './many-messages.js';
import { outcomes } from './outcomes.js';
import type { Scenario } from './scenario.js';
import { slowConsumers } from './slow-consumers.js';
import { soak } from './soak.js';

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  kills,
  damage,
  outcomes,
  fullDisk,
  slowConsumers,
  floods,
  halfOpen,
  giantMessages,
  manyMessages,
  soak,
];
