import { routes, type Route } from '../orders/new-order.js';
import type { Check } from '../orders/intake.js';
import { OrderQueue, type Destination } from './order-queue.js';

/** The queues that orders go to, by route. */
export type OrderQueues = Readonly<Record<Route, OrderQueue>>;

export function orderQueues(destinations: Readonly<Record<Route, Destination>>): OrderQueues {
  return { orders: new OrderQueue(destinations.orders), sessions: new OrderQueue(destinations.sessions) };
}

/** Whether each queue can be reached, as the last attempt showed. */
export function queueChecks(queues: OrderQueues, required: boolean): readonly Check[] {
  return routes.map((route) => {
    const { entity, reachable, problem } = queues[route];
    const detail = reachable === undefined ? 'not tried yet' : reachable ? 'reachable' : problem;
    return { name: `queue ${entity}`, ok: reachable === true, required, detail };
  });
}

export async function closeQueues(queues: OrderQueues): Promise<void> {
  await Promise.all(routes.map((route) => queues[route].close()));
}
