import { BrokerUnderTest } from './harness/broker-under-test.js';
import { drain } from './harness/drain.js';
import { Random } from './harness/random.js';
import { Bench } from './load/bench.js';
import { everyKind } from './load/every-kind.js';
import { repeatingSender } from './load/sending.js';
import type { Result, Run, Scenario } from './scenario.js';

/** How long the broker is under load before it is killed, in milliseconds. */
const shortest = 20;
const longest = 900;

/** How often it is killed while it starts, and after how many milliseconds at most: most of these pass before it begins. */
const startKilling = 0.25;
const startTime = 1500;

/** How often its connections are cut, rather than that it is killed. */
const cutting = 0.3;

/** Kills a broker again and again, and looks each time whether it kept its word. */
export const kills: Scenario = {
  name: 'kills',
  about: 'a broker is killed under load of all kinds, or its connections are cut',
  run: killAgainAndAgain,
};

async function killAgainAndAgain({ kills, seed, directory, say }: Run): Promise<Result> {
  const random = new Random(seed);
  const broker = new BrokerUnderTest(directory);
  const bench = new Bench([...everyKind, repeatingSender()], random);
  const { ledger, order, violations } = bench;
  const length = (): number => random.between(shortest, longest);
  let cuts = 0;
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const before = violations.length;
      if (random.happens(startKilling)) await broker.startAndKill(random.between(startTime / 3, startTime));
      const endpoint = await broker.start();
      let isFresh = true;
      for (; random.happens(cutting); cuts += 1) {
        await bench.putLoad({ endpoint, isFresh, length: length() });
        isFresh = false;
      }
      await bench.putLoad({ endpoint, isFresh, length: length(), onEnd: () => broker.kill() });
      say(`kill ${kill}: ${bench.acknowledged} operations acknowledged so far`);
      for (const { kind, what } of violations.slice(before)) say(`${kind.toUpperCase()}: ${what}`);
    }
    const endpoint = await broker.start();
    await bench.look(endpoint);
    violations.push(...(await drain(endpoint, ledger, order)));
    const { active } = await bench.look(endpoint);
    for (const [place, count] of active) {
      if (count > 0) violations.push({ kind: 'lost', what: `${count} messages of ${place} are there and do not come` });
    }
  } finally {
    await broker.kill();
  }
  say(`acknowledged: ${[...ledger.acknowledged].map(([verb, count]) => `${verb} ${count}`).join(', ')}`);
  return { counts: { kills, cuts, acknowledged: bench.acknowledged }, violations };
}
