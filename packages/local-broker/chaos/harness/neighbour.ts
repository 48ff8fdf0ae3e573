import { setTimeout as pause } from 'node:timers/promises';

import { TransactionalSession } from '../../test/helpers/transactions.js';
import type { Violation } from '../checker/violation.js';
import { connectRaw, encoded, hangUp } from '../load/raw.js';
import type { Endpoint } from './broker-under-test.js';

/** How long a client waits for an answer before it counts as forgotten, in milliseconds. */
const patience = 10_000;

/** Time between two rounds of the neighbour, in milliseconds. */
const rest = 20;

/** What a neighbour went through. Times are milliseconds. */
export interface Neighbourhood {
  readonly rounds: number;
  readonly median: number;
  readonly longest: number;
  readonly violations: readonly Violation[];
}

/**
 * A client that minds its own business, on `invoices`: it sends a message, receives and completes it, again and again.
 * However badly others behave, it has to be answered.
 */
export class Neighbour {
  readonly #times: number[] = [];
  readonly #failures: string[] = [];
  #goesOn = true;
  #begun = performance.now();
  readonly #ended: Promise<void>;

  private constructor(endpoint: Endpoint) {
    this.#ended = this.#live(endpoint).catch((error: unknown) => void this.#failures.push(String(error)));
  }

  static moveIn(endpoint: Endpoint): Neighbour {
    return new Neighbour(endpoint);
  }

  /** Ends its last round. */
  async moveOut(): Promise<Neighbourhood> {
    this.#goesOn = false;
    await Promise.race([this.#ended, pause(patience, undefined, { ref: false })]);
    const times = [...this.#times].sort((a, b) => a - b);
    const waiting = performance.now() - this.#begun;
    const longest = Math.max(times.at(-1) ?? 0, this.#failures.length === 0 && waiting > patience ? waiting : 0);
    const forgotten = longest > patience ? [`a send or a receive took ${Math.round(longest)} ms`] : [];
    return {
      rounds: times.length,
      median: times[times.length >> 1] ?? 0,
      longest,
      violations: [...this.#failures, ...forgotten].map((what) => ({ kind: 'unanswered', what })),
    };
  }

  async #live(endpoint: Endpoint): Promise<void> {
    const connection = await connectRaw(endpoint);
    try {
      const session = new TransactionalSession(connection);
      const sender = await session.sender('invoices');
      const receiver = await session.receiver('invoices');
      for (let number = 1; this.#goesOn; number += 1) {
        this.#begun = performance.now();
        const { kind } = await session.sendEncoded(sender, encoded({ id: `n${number}`, number, color: 'red' }));
        if (kind !== 'accepted') throw new Error(`a message was ${kind}`);
        const [delivery] = await session.receive(receiver);
        if (delivery === undefined) throw new Error('a message did not come');
        await session.settle(delivery, 'complete');
        (delivery as { settled: boolean }).settled = true;
        this.#times.push(performance.now() - this.#begun);
        await pause(rest);
        this.#begun = performance.now();
      }
    } finally {
      hangUp(connection);
    }
  }
}

/** @returns what became of a neighbour, in words. */
export function describe({ rounds, median, longest }: Neighbourhood): string {
  return `another client sent and received ${rounds} messages meanwhile: median ${median.toFixed(1)} ms, longest ${longest.toFixed(0)} ms`;
}
