import { setTimeout as pause } from 'node:timers/promises';

import { Ledger } from './checker/ledger.js';
import { SessionOrder } from './checker/session-order.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { drain } from './harness/drain.js';
import { Proxy } from './harness/proxy.js';
import { Random } from './harness/random.js';
import { takeSnapshot } from './harness/snapshot.js';
import { sessionQueues } from './harness/topology.js';
import { administration } from './load/administration.js';
import { type Actor, type Load } from './load/load.js';
import { receivers } from './load/receiving.js';
import { scheduling } from './load/scheduling.js';
import { repeatingSender, senders, sessionSender } from './load/sending.js';
import { sessionReceivers } from './load/sessions.js';
import { tidying } from './load/tidying.js';
import { transactions } from './load/transactions.js';
import type { Result, Run, Scenario } from './scenario.js';

/** How long the broker is under load before it is killed, in milliseconds. */
const shortest = 20;
const longest = 900;

/** How often it is killed while it starts, and after how many milliseconds at most: most of these pass before it begins. */
const startKilling = 0.25;
const startTime = 1500;

/** How often its connections are cut, rather than that it is killed. */
const cutting = 0.3;

/** @returns where clients find the broker by way of the proxy. */
function through({ port }: Proxy, { connectionString, port: direct }: Endpoint): Endpoint {
  return { port, connectionString: connectionString.replace(`:${direct}/`, `:${port}/`) };
}

/** Kills a broker again and again, and looks each time whether it kept its word. */
export const kills: Scenario = {
  name: 'kills',
  about: 'a broker is killed under load of all kinds, or its connections are cut',
  run: killAgainAndAgain,
};

async function killAgainAndAgain({ kills, seed, directory, say }: Run): Promise<Result> {
  const random = new Random(seed);
  const ledger = new Ledger();
  const order = new SessionOrder(ledger);
  const broker = new BrokerUnderTest(directory);
  const actors: readonly Actor[] = [
    senders,
    receivers,
    transactions,
    repeatingSender(),
    scheduling,
    tidying,
    administration,
    ...sessionQueues.flatMap((queue) => [sessionSender(queue), sessionReceivers(queue)]),
  ];
  const violations: Violation[] = [];
  let lastNumber = 0;
  let cuts = 0;

  /** @returns the snapshot, which counts from now on. */
  const look = async (endpoint: Endpoint): Promise<Load['snapshot']> => {
    const snapshot = await takeSnapshot(endpoint);
    violations.push(...snapshot.violations, ...ledger.observe(snapshot.states));
    return snapshot;
  };

  /** Puts load on a broker until its clients are cut off, and it is killed, or not. */
  const putLoad = async (direct: Endpoint, isFresh: boolean, isKilled: boolean): Promise<void> => {
    const snapshot = await look(direct);
    const proxy = await Proxy.open(direct.port);
    const endpoint = through(proxy, direct);
    let goesOn = true;
    const failures: unknown[] = [];
    const load: Omit<Load, 'random'> = {
      endpoint,
      ledger,
      order,
      snapshot,
      isFresh,
      nextNumber: () => (lastNumber += 1),
      goesOn: () => goesOn,
      report: (found) => violations.push(...found),
      fail: (error) => failures.push(error),
    };
    const ends = await Promise.all(actors.map((actor) => actor({ ...load, random: random.branch() })));
    await pause(random.between(shortest, longest));
    goesOn = false;
    if (isKilled) await broker.kill();
    await proxy.cut();
    for (const end of ends) end();
    if (failures.length > 0) throw failures[0];
  };

  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const before = violations.length;
      if (random.happens(startKilling)) await broker.startAndKill(random.between(startTime / 3, startTime));
      const endpoint = await broker.start();
      let isFresh = true;
      for (; random.happens(cutting); cuts += 1) {
        await putLoad(endpoint, isFresh, false);
        isFresh = false;
      }
      await putLoad(endpoint, isFresh, true);
      say(`kill ${kill}: ${totalOf(ledger.acknowledged)} operations acknowledged so far`);
      for (const { kind, what } of violations.slice(before)) say(`${kind.toUpperCase()}: ${what}`);
    }
    const endpoint = await broker.start();
    await look(endpoint);
    violations.push(...(await drain(endpoint, ledger, order)));
    const { active } = await look(endpoint);
    for (const [place, count] of active) {
      if (count > 0) violations.push({ kind: 'lost', what: `${count} messages of ${place} are there and do not come` });
    }
  } finally {
    await broker.kill();
  }
  say(`acknowledged: ${[...ledger.acknowledged].map(([verb, count]) => `${verb} ${count}`).join(', ')}`);
  return { counts: { kills, cuts, acknowledged: totalOf(ledger.acknowledged) }, violations };
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
