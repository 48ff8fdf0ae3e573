import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';
import { Command } from '@commander-js/extra-typings';

import { workspaceRoot } from '../workspace.js';
import { Arena } from './arena.js';
import { phases } from './phases.js';

/** The system did not survive what happened to it. */
export class ChaosError extends Error {
  override readonly name = 'ChaosError';
}

/** Ends apps in the middle of their work and breaks their network, and accounts for every message. */
export function chaosCommand(context: AppContext) {
  return new Command('local-environment-chaos')
    .description('Kills and stops the apps under load and breaks their network, and accounts for every message.')
    .option('--kills <count>', 'how often each kind of app is ended', wholeNumber(1, 1_000), 2)
    .option('--messages <count>', 'messages that are under way', wholeNumber(100, 10_000_000), 5_000)
    .option('--seed <number>', 'decides when something happens', wholeNumber(0), Date.now() % 1_000_000)
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .action(async ({ kills, messages, seed }) => {
      context.print(`seed ${seed}`);
      const folder = await mkdtemp(join(tmpdir(), 'ams-chaos-'));
      const arena = await Arena.open(workspaceRoot(), folder);
      const chance = chanceOf(seed);
      try {
        for (const { name, run } of phases) {
          const begun = performance.now();
          const counts = await run(arena, { kills, messages, chance });
          const text = Object.entries(counts).map(([what, count]) => `${what} = ${count}`);
          context.print(`${name}: ${text.join(', ')} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
        }
      } finally {
        await arena.close();
      }
      if (arena.violations.length > 0) {
        throw new ChaosError(`seed ${seed}, ledgers in ${folder}:\n${arena.violations.join('\n')}`);
      }
      await rm(folder, { recursive: true, force: true });
      context.print(`seed ${seed}: every message is accounted for. lost = 0, resurrected = 0`);
    });
}

/** Chance that can be had again, by a linear congruence: good enough to decide when a process dies. */
function chanceOf(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (limit + 1));
  };
}
