/**
 * Kills a broker under load and looks whether it kept all that it acknowledged.
 *
 * `nx run local-broker:chaos --args="[--kills 200] [--seed 1]"`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type ViolationKind, violationKinds } from './checker/violation.js';
import { fillDisk } from './full-disk.js';
import { run } from './run.js';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '15' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
});

function wholeNumber(option: string, text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`--${option} is '${text}', but it is a whole number from 0 to 999999999.`);
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

const kills = wholeNumber('kills', values.kills);
const seed = wholeNumber('seed', values.seed);
const directory = mkdtempSync(join(tmpdir(), 'local-broker-chaos-'));
console.log(`seed ${seed}: the broker is killed ${kills} times, with its data in ${directory}`);
try {
  const {
    cuts,
    acknowledged,
    violations: found,
  } = await run({
    kills,
    seed,
    directory,
    onKill: (kill, foundNow, soFar) => {
      console.log(`kill ${kill}: ${totalOf(soFar)} operations acknowledged so far`);
      for (const { kind, what } of foundNow) console.log(`  ${kind.toUpperCase()}: ${what}`);
    },
  });
  const disk = await fillDisk();
  console.log(
    'skipped' in disk
      ? disk.skipped
      : `full disk: ${disk.refused} messages refused with ${disk.conditions.join(', ')}, then accepted again`,
  );
  const violations = [...found, ...('skipped' in disk ? [] : disk.violations)];
  const counts = (Object.keys(violationKinds) as ViolationKind[]).map(
    (kind) => `${kind} = ${violations.filter((violation) => violation.kind === kind).length}`,
  );
  console.log(`acknowledged: ${[...acknowledged].map(([verb, count]) => `${verb} ${count}`).join(', ')}`);
  for (const { kind, what } of violations) console.log(`${kind.toUpperCase()} (${violationKinds[kind]}): ${what}`);
  console.log(
    `seed ${seed}: kills = ${kills}, cuts = ${cuts}, acknowledged = ${totalOf(acknowledged)}, ${counts.join(', ')}`,
  );
  // What a failed run leaves behind is for whoever looks into it.
  if (violations.length === 0) rmSync(directory, { recursive: true, force: true });
  process.exit(violations.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error);
  process.exit(1);
}
