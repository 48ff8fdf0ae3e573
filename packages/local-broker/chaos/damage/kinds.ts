import { closeSync, openSync, readSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { journalFile } from '../../src/index.js';
import type { Random } from '../harness/random.js';
import { countUpTo, logOf, type Victim } from './victim.js';

/** Something that happened to files. */
export interface Damage {
  readonly what: string;
  /** How many operations must be there all the same, when the broker starts at all. */
  readonly least: number;
}

type Doing = (victim: Victim, copy: string, random: Random) => Damage;

export interface Kind {
  readonly name: string;
  readonly damage: Doing;
  /** A crash does such a thing: the broker has to start. */
  readonly isHarmless?: boolean;
}

function all({ positions }: Victim): number {
  return positions.length;
}

/** As a crash does that tears the last commit; or worse. */
const cutLog: Doing = (victim, copy, random) => {
  const at = random.below(victim.end.end + 1);
  truncateSync(logOf(copy), at);
  return { what: `the log ends at byte ${at} of ${victim.end.end}`, least: countUpTo(victim, at) };
};

const flipInLog: Doing = (victim, copy, random) => {
  const at = random.below(victim.end.end);
  flip(logOf(copy), at, random);
  return { what: `byte ${at} of the log is another, of ${victim.end.end}`, least: countUpTo(victim, at) };
};

const rubbishInLog: Doing = (victim, copy, random) => {
  const at = random.below(victim.end.end);
  const length = rubbish(logOf(copy), at, random);
  return {
    what: `${length} bytes of the log are rubbish from ${at} on, of ${victim.end.end}`,
    least: countUpTo(victim, at),
  };
};

const noLog: Doing = (victim, copy) => {
  rmSync(logOf(copy));
  return { what: 'the log is gone', least: countUpTo(victim, -1) };
};

const flipInDatabase: Doing = (victim, copy, random) => {
  const file = join(copy, journalFile);
  const at = random.below(statSync(file).size);
  flip(file, at, random);
  return { what: `byte ${at} of the database is another`, least: all(victim) };
};

const rubbishInDatabase: Doing = (victim, copy, random) => {
  const file = join(copy, journalFile);
  const at = random.below(statSync(file).size);
  const length = rubbish(file, at, random);
  return { what: `${length} bytes of the database are rubbish from ${at} on`, least: all(victim) };
};

const cutDatabase: Doing = (victim, copy, random) => {
  const file = join(copy, journalFile);
  const at = random.happens(0.2) ? 0 : random.below(statSync(file).size);
  truncateSync(file, at);
  return { what: `the database ends at byte ${at}`, least: all(victim) };
};

const noDatabase: Doing = (victim, copy) => {
  rmSync(join(copy, journalFile));
  return { what: 'the database is gone, and the log is there', least: all(victim) };
};

function flip(file: string, at: number, random: Random): void {
  const byte = Buffer.alloc(1);
  const descriptor = openSync(file, 'r+');
  readSync(descriptor, byte, 0, 1, at);
  writeSync(descriptor, Buffer.of((byte[0] ?? 0) ^ random.between(1, 255)), 0, 1, at);
  closeSync(descriptor);
}

/** @returns how many bytes of it there are. */
function rubbish(file: string, at: number, random: Random): number {
  const length = Math.min(random.between(2, 6000), statSync(file).size - at);
  const bytes = Buffer.from(Array.from({ length }, () => random.below(256)));
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, length, at);
  closeSync(descriptor);
  return length;
}

/** In turn, so that each has its share. */
export const kinds: readonly [Kind, ...Kind[]] = [
  { name: 'log cut', damage: cutLog, isHarmless: true },
  { name: 'log altered', damage: flipInLog },
  { name: 'rubbish in log', damage: rubbishInLog },
  { name: 'database altered', damage: flipInDatabase },
  { name: 'rubbish in database', damage: rubbishInDatabase },
  { name: 'database cut', damage: cutDatabase },
  { name: 'log gone', damage: noLog },
  { name: 'database gone', damage: noDatabase },
];
