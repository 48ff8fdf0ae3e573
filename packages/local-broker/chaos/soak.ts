import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { BrokerUnderTest } from './harness/broker-under-test.js';
import { openHandles, residentMemory } from './harness/resources.js';
import { Random } from './harness/random.js';
import { Bench } from './load/bench.js';
import { everyKind } from './load/every-kind.js';
import { sweep } from './load/sweep.js';
import type { Result, Run, Scenario } from './scenario.js';
import { growthIn, type Sample, tableOf } from './checker/growth.js';

/** How long clients stay connected, in milliseconds; then all are cut off, and the broker is looked at. */
const spell = 5000;

/** Keeps a broker busy for long, and watches what it takes. */
export const soak: Scenario = {
  name: 'soak',
  about: 'a broker is under load of all kinds for long',
  isChosen: ({ soak: seconds }) => seconds > 0,
  run: loadForLong,
};

async function loadForLong({ soak: seconds, seed, directory, say }: Run): Promise<Result> {
  const broker = new BrokerUnderTest(directory);
  const bench = new Bench(everyKind, new Random(seed));
  const samples: Sample[] = [];
  const begun = Date.now();
  try {
    const endpoint = await broker.start();
    while (Date.now() - begun < seconds * 1000) {
      await bench.putLoad({ endpoint, isFresh: false, length: spell });
      await sweep(endpoint, bench.ledger, await bench.look(endpoint));
      const { states } = await bench.look(endpoint);
      const [held, resident] = [await broker.heldMemory(), residentMemory(broker.pid)];
      const [handles, disk] = [openHandles(broker.pid), sizeOf(directory)];
      const elapsed = Math.round((Date.now() - begun) / 1000);
      samples.push({
        elapsed,
        resident,
        held,
        handles,
        disk,
        messages: states.length,
        acknowledged: bench.acknowledged,
      });
    }
  } finally {
    await broker.kill();
  }
  for (const line of tableOf(samples)) say(line);
  return {
    counts: { acknowledged: bench.acknowledged, samples: samples.length },
    violations: [...bench.violations, ...growthIn(samples)],
  };
}

/** @returns bytes of all files in it. */
function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true }).reduce(
    (total: number, name) => total + (statSync(join(directory, String(name)), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
