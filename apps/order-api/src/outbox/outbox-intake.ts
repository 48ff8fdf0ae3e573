import { setTimeout as pause } from 'node:timers/promises';
import { problemOf, type Logger } from '@ams/messaging-runtime';
import type { Counts } from '../counts.js';
import type { Acceptance, Check, Intake, OrderRecord } from '../orders/intake.js';
import { routes, type NewOrder, type Route } from '../orders/new-order.js';
import { closeQueues, queueChecks, type OrderQueues } from '../publishing/order-queues.js';
import type { Outbox } from './outbox.js';
import { Relay } from './relay.js';

export interface OutboxIntakeOptions {
  readonly outbox: Outbox;
  readonly queues: OrderQueues;
  readonly counts: Counts;
  readonly log: Logger;
}

/** Seconds after which a request that found no room is worth another attempt. */
const retryAfter = 5;

/** Milliseconds between two looks for orders that need not be remembered any more. */
const pruneEvery = 60_000;

/** Accepts an order by writing it to disk, and publishes it afterwards, in the sequence of acceptance. */
export class OutboxIntake implements Intake {
  readonly #outbox: Outbox;
  readonly #queues: OrderQueues;
  readonly #log: Logger;
  readonly #relays: Readonly<Record<Route, Relay>>;
  readonly #pruning: NodeJS.Timeout;

  constructor({ outbox, queues, counts, log }: OutboxIntakeOptions) {
    this.#outbox = outbox;
    this.#queues = queues;
    this.#log = log;
    const relayOf = (route: Route) => new Relay({ outbox, route, queue: queues[route], counts, log });
    this.#relays = { orders: relayOf('orders'), sessions: relayOf('sessions') };
    for (const route of routes) this.#relays[route].start();
    this.#pruning = setInterval(() => {
      outbox.prune().catch((error: unknown) => log.warn({ problem: problemOf(error) }, 'outbox not pruned'));
    }, pruneEvery).unref();
  }

  async accept(order: NewOrder): Promise<Acceptance> {
    try {
      const placement = await this.#outbox.place(order);
      if (placement.kind === 'conflict') return placement;
      if (placement.kind === 'full') {
        return { kind: 'unavailable', reason: `${this.#outbox.limit} orders wait for the broker already`, retryAfter };
      }
      if (placement.kind === 'known')
        return { kind: 'taken', orderId: placement.orderId, status: placement.status, again: true };
      this.#relays[order.route].wake();
      return { kind: 'taken', orderId: order.orderId, status: 'accepted', again: false };
    } catch (error) {
      this.#log.error({ problem: problemOf(error) }, 'order not written to the outbox');
      return { kind: 'unavailable', reason: 'orders cannot be written to disk now', retryAfter };
    }
  }

  find(orderId: string): OrderRecord | undefined {
    return this.#outbox.find(orderId);
  }

  get waiting(): number {
    return this.#outbox.waiting;
  }

  async checks(): Promise<readonly Check[]> {
    await this.#outbox.probe();
    // A queue that gets no orders has to be tried; nobody waits for it here, as orders are accepted without it.
    for (const route of routes) void this.#queues[route].probe();
    const { waiting, limit, failure } = this.#outbox;
    const detail = failure === undefined ? `${waiting} of at most ${limit} orders wait` : problemOf(failure);
    const outbox: Check = { name: 'outbox', ok: failure === undefined, required: true, detail };
    return [outbox, ...queueChecks(this.#queues, false)];
  }

  async close(deadline: number): Promise<number> {
    clearInterval(this.#pruning);
    const relays = routes.map((route) => this.#relays[route]);
    const given = new AbortController();
    const timeIsUp = pause(deadline, undefined, { signal: given.signal }).catch(() => undefined);
    await Promise.race([Promise.all(relays.map((relay) => relay.finish())), timeIsUp]);
    given.abort();
    for (const relay of relays) relay.abandon();
    await Promise.race([closeQueues(this.#queues), pause(closingTime, undefined, { ref: false })]);
    this.#outbox.close();
    return this.#outbox.waiting;
  }
}

/** Milliseconds that connections are given to close; those to a broker that went away never do. */
const closingTime = 1_000;
