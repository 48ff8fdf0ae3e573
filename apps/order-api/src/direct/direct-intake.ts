import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@ams/messaging-runtime';
import type { Counts } from '../counts.js';
import type { Acceptance, Check, Intake } from '../orders/intake.js';
import { routes, type NewOrder, type Route } from '../orders/new-order.js';
import { closeQueues, queueChecks, type OrderQueues } from '../publishing/order-queues.js';
import { DirectLane } from './direct-lane.js';

export interface DirectIntakeOptions {
  readonly queues: OrderQueues;
  readonly counts: Counts;
  readonly log: Logger;
}

/** Milliseconds that connections are given to close; those to a broker that went away never do. */
const closingTime = 1_000;

/** Accepts an order by publishing it: no promise is made that the broker has not made before. Keeps no record. */
export class DirectIntake implements Intake {
  readonly #queues: OrderQueues;
  readonly #lanes: Readonly<Record<Route, DirectLane>>;

  constructor({ queues, counts, log }: DirectIntakeOptions) {
    this.#queues = queues;
    const laneOf = (route: Route) => new DirectLane(queues[route], counts, log);
    this.#lanes = { orders: laneOf('orders'), sessions: laneOf('sessions') };
    for (const route of routes) void queues[route].probe();
  }

  accept(order: NewOrder): Promise<Acceptance> {
    return this.#lanes[order.route].send(order);
  }

  async checks(): Promise<readonly Check[]> {
    // Who gets no requests has to find out by itself that the broker went away, or is back.
    await Promise.all(routes.map((route) => this.#queues[route].probe()));
    return queueChecks(this.#queues, true);
  }

  async close(deadline: number): Promise<number> {
    const time = Math.min(deadline, closingTime);
    await Promise.race([closeQueues(this.#queues), pause(time, undefined, { ref: false })]);
    return 0;
  }
}
