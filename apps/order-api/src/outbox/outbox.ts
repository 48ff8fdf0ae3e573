import type Database from 'better-sqlite3';
import type { OrderRecord, OrderStatus } from '../orders/intake.js';
import type { NewOrder, Route } from '../orders/new-order.js';
import type { Delivery } from '../publishing/order-queue.js';
import { GroupCommit } from './group-commit.js';
import { OutboxRows, type WaitingOrder } from './outbox-rows.js';

export interface OutboxOptions {
  /** Most orders that may wait for being published. */
  readonly limit: number;
  /** Milliseconds for which published and refused orders are remembered. */
  readonly memory: number;
  /** The time, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
}

/** What became of an order that was to be placed. */
export type Placement =
  | { readonly kind: 'placed' }
  | { readonly kind: 'known'; readonly orderId: string; readonly status: OrderStatus }
  | { readonly kind: 'conflict'; readonly over: 'idempotency key' | 'order id' }
  | { readonly kind: 'full' };

/** Rows that one statement removes, so that requests need not wait long for it. */
const prunedTogether = 1_000;

/**
 * Orders that are accepted and not yet with the broker, and for a while those that are. Everything that resolves is on
 * disk. What cannot be written rejects, and has changed nothing.
 */
export class Outbox {
  readonly #database: Database.Database;
  readonly #rows: OutboxRows;
  readonly #commit: GroupCommit;
  readonly #limit: number;
  readonly #memory: number;
  readonly #now: () => number;
  #waiting: number;
  #failure: Error | undefined;

  /** @param database as `openOutbox` returns it; closed with the outbox */
  constructor(database: Database.Database, { limit, memory, now = Date.now }: OutboxOptions) {
    this.#database = database;
    this.#rows = new OutboxRows(database);
    this.#limit = limit;
    this.#memory = memory;
    this.#now = now;
    this.#waiting = this.#rows.countWaiting();
    const transaction = database.transaction((work: () => void) => work());
    this.#commit = new GroupCommit((work) => {
      try {
        transaction.immediate(work);
        this.#failure = undefined;
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        this.#waiting = this.#rows.countWaiting();
        throw error;
      }
    });
  }

  /** Orders that wait for being published. */
  get waiting(): number {
    return this.#waiting;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Why the last commit failed; undefined when it did not. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Takes an order, unless its request is known or the outbox is full. */
  place(order: NewOrder): Promise<Placement> {
    return this.#commit.run(() => this.#place(order));
  }

  find(orderId: string): OrderRecord | undefined {
    return this.#rows.record(orderId);
  }

  /** The orders of a route that have waited longest. */
  next(route: Route, limits: { readonly orders: number; readonly bytes: number }): readonly WaitingOrder[] {
    return this.#rows.waiting(route, limits);
  }

  /** Writes down which orders need not be published any more. */
  settle({ published, refused }: Pick<Delivery<WaitingOrder>, 'published' | 'refused'>): Promise<void> {
    return this.#commit.run(() => {
      const now = this.#now();
      for (const { sequence } of published) this.#settled(this.#rows.settle(sequence, 'published', now));
      for (const { order, problem } of refused)
        this.#settled(this.#rows.settle(order.sequence, 'refused', now, problem));
    });
  }

  /** Forgets orders that were settled longer ago than they are to be remembered. */
  async prune(): Promise<void> {
    const settledBefore = this.#now() - this.#memory;
    while ((await this.#commit.run(() => this.#rows.prune(settledBefore, prunedTogether))) === prunedTogether);
  }

  /** Finds out whether it can be written again after a failure. */
  async probe(): Promise<void> {
    if (this.#failure === undefined) return;
    // The failure is kept by the commit, for whoever asks.
    await this.#commit.run(() => this.#rows.markWritable(this.#now())).catch(() => undefined);
  }

  close(): void {
    this.#commit.flush();
    this.#database.close();
  }

  #settled(waited: boolean): void {
    if (waited) this.#waiting -= 1;
  }

  #place(order: NewOrder): Placement {
    const { idempotencyKey, orderId, hasOwnId, fingerprint } = order;
    const ofKey = idempotencyKey === undefined ? undefined : this.#rows.ofKey(idempotencyKey);
    if (ofKey !== undefined && hasOwnId && ofKey.orderId !== orderId)
      return { kind: 'conflict', over: 'idempotency key' };
    const known = ofKey ?? this.#rows.ofId(orderId);
    if (known !== undefined) {
      return known.fingerprint.equals(fingerprint)
        ? { kind: 'known', orderId: known.orderId, status: known.status }
        : { kind: 'conflict', over: hasOwnId ? 'order id' : 'idempotency key' };
    }
    if (this.#waiting >= this.#limit) return { kind: 'full' };
    this.#rows.insert(order, this.#now());
    this.#waiting += 1;
    return { kind: 'placed' };
  }
}
