import type { Bench } from '../processes/bench.js';
import { type ColdStart, coldStart } from './cold-start.js';
import { npmStartSeconds } from './npm-start.js';

export type StartRound = {
  readonly fromSource: ColdStart;
  readonly asBuilt: ColdStart;
  readonly npmStartSeconds: number;
};

/** One after the other: each has the machine to itself. */
export async function startRound(bench: Bench): Promise<StartRound> {
  return {
    fromSource: await coldStart(bench, 'fromSource'),
    asBuilt: await coldStart(bench, 'asBuilt'),
    npmStartSeconds: await npmStartSeconds(bench),
  };
}
