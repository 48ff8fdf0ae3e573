import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { journalFile } from '../src/index.js';
import type { Violation } from './checker/violation.js';
import { type Kind, kinds } from './damage/kinds.js';
import { lookAt } from './damage/look.js';
import { Tally } from './damage/tally.js';
import { makeVictim, type Victim } from './damage/victim.js';
import { Random } from './harness/random.js';
import type { Result, Run, Scenario } from './scenario.js';

/** Damages what a killed broker left behind, and looks what a new one makes of it. */
export const damage: Scenario = {
  name: 'damage',
  about: 'the files of a killed broker are cut, altered or gone',
  run: damageAgainAndAgain,
};

/** How often the files of one broker are damaged, each time in a copy. */
const damagesEach = 30;

async function damageAgainAndAgain({ damages, seed, directory, say }: Run): Promise<Result> {
  const random = new Random(seed);
  const violations: Violation[] = [];
  const tally = new Tally();
  let [kills, acknowledged] = [0, 0];
  for (let number = 0; number < damages;) {
    const victim = await makeVictim(join(directory, `victim-${number}`), random);
    kills += 2;
    acknowledged += victim.positions.length;
    const end = Math.min(number + damagesEach, damages);
    for (; number < end; number += 1) {
      const copy = join(directory, `copy-${number}`);
      const kind = kinds[number % kinds.length] ?? kinds[0];
      const found = await damageOnce(victim, copy, kind, random, tally);
      violations.push(...found);
      for (const { kind: name, what } of found.slice(0, 3)) say(`${name.toUpperCase()}: ${what}`);
      if (found.length === 0) rmSync(copy, { recursive: true });
    }
  }
  for (const line of tally.lines) say(line);
  return { counts: { kills, acknowledged, damages, recovered: tally.recovered, refused: tally.refused }, violations };
}

async function damageOnce(
  victim: Victim,
  copy: string,
  { name, damage: damageFiles, isHarmless }: Kind,
  random: Random,
  tally: Tally,
): Promise<readonly Violation[]> {
  cpSync(victim.directory, copy, { recursive: true });
  const { what, least } = damageFiles(victim, copy, random);
  const look = await lookAt(copy);
  const isRefused = 'refusal' in look;
  tally.count(name, isRefused);
  const found = isRefused ? unclearIn(look.refusal, copy) : victim.moments.judge(look.found, least);
  const all: Violation[] = [...found];
  if (isRefused && isHarmless)
    all.push({ kind: 'unanswered', what: `refused, as after a crash: ${look.refusal.message}` });
  return all.map(({ kind, what: how }) => ({ kind, what: `${what}: ${how} (${copy})` }));
}

/** A refusal names the file, the damage and the cure. */
function unclearIn({ name, message }: Error, directory: string): readonly Violation[] {
  const isClear = name === 'StoreError' && /is damaged \(.+\)\..*(move|delete)/.test(message);
  if (isClear && message.includes(join(directory, journalFile))) return [];
  return [{ kind: 'unclear', what: `${name}: ${message}` }];
}
