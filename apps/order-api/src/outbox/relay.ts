import { setTimeout as pause } from 'node:timers/promises';
import { pauseAfter, problemOf, type Logger } from '@ams/messaging-runtime';
import type { Counts } from '../counts.js';
import type { Route } from '../orders/new-order.js';
import { chunkLimits, type Delivery, type OrderQueue } from '../publishing/order-queue.js';
import type { WaitingOrder } from './outbox-rows.js';
import type { Outbox } from './outbox.js';

export interface RelayOptions {
  readonly outbox: Pick<Outbox, 'next' | 'settle'>;
  readonly route: Route;
  readonly queue: Pick<OrderQueue, 'deliver' | 'probe' | 'entity'>;
  readonly counts: Counts;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/**
 * Publishes the waiting orders of one route in the sequence of their acceptance. It goes on for as long as it takes,
 * whatever stands against it: what it cannot publish now, it tries again after a pause.
 */
export class Relay {
  readonly #options: RelayOptions;
  /** Ends pauses: no more orders come. */
  readonly #finish = new AbortController();
  #wake: (() => void) | undefined;
  #abandoned = false;
  #failures = 0;
  #running: Promise<void> | undefined;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Says that an order has come. */
  wake(): void {
    this.#wake?.();
  }

  /** Publishes what waits and ends; after a failure it ends with orders left. */
  async finish(): Promise<void> {
    this.#finish.abort();
    this.wake();
    await this.#running;
  }

  /** Ends as soon as it can: what it is about to hear is not written down any more. */
  abandon(): void {
    this.#abandoned = true;
    this.#finish.abort();
    this.wake();
  }

  async #run(): Promise<void> {
    // Without an order, so that a wrong key or a missing queue is in the log before the first one comes.
    await this.#options.queue.probe();
    while (!this.#abandoned) {
      try {
        const { outbox, route } = this.#options;
        const orders = outbox.next(route, chunkLimits[route]);
        if (orders.length > 0) await this.#publish(orders);
        else if (this.#finish.signal.aborted) return;
        else await this.#untilWoken();
      } catch (error) {
        if (this.#finish.signal.aborted) return;
        await this.#pauseAfter(error);
      }
    }
  }

  /** @throws if not all of them were published */
  async #publish(orders: readonly WaitingOrder[]): Promise<void> {
    const { queue, counts, log } = this.#options;
    const delivery = await queue.deliver(orders);
    counts.published += delivery.published.length;
    counts.refused += delivery.refused.length;
    for (const { order, problem } of delivery.refused)
      log.error({ orderId: order.orderId, queue: queue.entity, problem }, 'order refused for good');
    await this.#settle(delivery);
    if (delivery.failure !== undefined) throw delivery.failure;
    if (this.#failures > 0) log.info({ queue: queue.entity }, 'publishing again');
    this.#failures = 0;
  }

  /** Goes on until it is written down: who forgot it would publish the orders once more. */
  async #settle(delivery: Delivery<WaitingOrder>): Promise<void> {
    const { published, refused } = delivery;
    if (published.length + refused.length === 0) return;
    while (!this.#abandoned) {
      try {
        await this.#options.outbox.settle(delivery);
        return;
      } catch (error) {
        if (this.#finish.signal.aborted) throw error;
        await this.#pauseAfter(error);
      }
    }
  }

  async #pauseAfter(error: unknown): Promise<void> {
    const { queue, log } = this.#options;
    this.#failures += 1;
    const milliseconds = pauseAfter(this.#failures);
    log.warn({ queue: queue.entity, problem: problemOf(error), milliseconds }, 'orders wait, trying again later');
    await pause(milliseconds, undefined, { signal: this.#finish.signal }).catch(() => undefined);
  }

  async #untilWoken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
