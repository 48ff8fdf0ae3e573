import { setTimeout as pause } from 'node:timers/promises';

import { Ledger } from '../checker/ledger.js';
import { SessionOrder } from '../checker/session-order.js';
import type { Violation } from '../checker/violation.js';
import type { Endpoint } from '../harness/broker-under-test.js';
import { Proxy } from '../harness/proxy.js';
import type { Random } from '../harness/random.js';
import { type Snapshot, takeSnapshot } from '../harness/snapshot.js';
import type { Actor, Load } from './load.js';

/** One spell of load. */
export interface Spell {
  /** Where the broker is. */
  readonly endpoint: Endpoint;
  /** Whether the broker has just started. */
  readonly isFresh: boolean;
  /** How long it lasts, in milliseconds. */
  readonly length: number;
  /** What happens at its end, before connections are cut. */
  readonly onEnd?: () => Promise<void>;
}

/** Puts load on a broker for a while, and keeps the ledger of all of it. */
export class Bench {
  readonly ledger = new Ledger();
  readonly order = new SessionOrder(this.ledger);
  readonly violations: Violation[] = [];
  #lastNumber = 0;

  constructor(
    private readonly actors: readonly Actor[],
    private readonly random: Random,
  ) {}

  /** How many operations were acknowledged. */
  get acknowledged(): number {
    return [...this.ledger.acknowledged.values()].reduce((total, count) => total + count, 0);
  }

  /** @returns what is there, which counts from now on. */
  async look(endpoint: Endpoint): Promise<Snapshot> {
    const snapshot = await takeSnapshot(endpoint);
    this.violations.push(...snapshot.violations, ...this.ledger.observe(snapshot.states));
    return snapshot;
  }

  /** Looks, and puts load on the broker until its clients are cut off. */
  async putLoad({ endpoint: direct, isFresh, length, onEnd }: Spell): Promise<void> {
    const snapshot = await this.look(direct);
    const proxy = await Proxy.open(direct.port);
    const endpoint = through(proxy, direct);
    let goesOn = true;
    const failures: unknown[] = [];
    const load: Omit<Load, 'random'> = {
      endpoint,
      ledger: this.ledger,
      order: this.order,
      snapshot,
      isFresh,
      nextNumber: () => (this.#lastNumber += 1),
      goesOn: () => goesOn,
      report: (found) => this.violations.push(...found),
      fail: (error) => failures.push(error),
    };
    const ends = await Promise.all(this.actors.map((actor) => actor({ ...load, random: this.random.branch() })));
    await pause(length);
    goesOn = false;
    await onEnd?.();
    await proxy.cut();
    for (const end of ends) end();
    if (failures.length > 0) throw failures[0];
  }
}

/** @returns where clients find the broker by way of the proxy. */
function through({ port }: Proxy, { connectionString, port: direct }: Endpoint): Endpoint {
  return { port, connectionString: connectionString.replace(`:${direct}/`, `:${port}/`) };
}
