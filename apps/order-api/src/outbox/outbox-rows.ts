import type Database from 'better-sqlite3';
import type { OrderRecord, OrderStatus } from '../orders/intake.js';
import type { NewOrder, PublishableOrder, Route } from '../orders/new-order.js';
import { sizeOf } from '../publishing/order-message.js';

/** An order that waits for being published. */
export interface WaitingOrder extends PublishableOrder {
  readonly sequence: number;
}

/** What is remembered of the request that an order came with. */
export interface KnownOrder {
  readonly orderId: string;
  readonly fingerprint: Buffer;
  readonly status: OrderStatus;
}

interface RecordRow {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly acceptedAt: number;
  readonly settledAt: number | null;
  readonly refusal: string | null;
}

interface WaitingRow {
  readonly sequence: number;
  readonly orderId: string;
  readonly sessionId: string | null;
  readonly body: string;
  readonly traceparent: string | null;
  readonly tracestate: string | null;
}

/** What is written of a new order, by the names of its columns' parameters. */
interface NewRow {
  readonly orderId: string;
  readonly idempotencyKey: string | null;
  readonly fingerprint: Buffer;
  readonly route: Route;
  readonly sessionId: string | null;
  readonly body: string;
  readonly traceparent: string | null;
  readonly tracestate: string | null;
  readonly acceptedAt: number;
}

/** The statements of the outbox. */
export class OutboxRows {
  readonly #byKey: Database.Statement<[string], KnownOrder>;
  readonly #byId: Database.Statement<[string], KnownOrder>;
  readonly #record: Database.Statement<[string], RecordRow>;
  readonly #insert: Database.Statement<[NewRow]>;
  readonly #waiting: Database.Statement<[Route, number], WaitingRow>;
  readonly #settle: Database.Statement<[OrderStatus, number, string | null, number]>;
  readonly #prune: Database.Statement<[number, number]>;
  readonly #countWaiting: Database.Statement<[], number>;
  readonly #markWritable: Database.Statement<[number]>;

  constructor(database: Database.Database) {
    const known = 'SELECT order_id AS orderId, fingerprint, state AS status FROM outbox_order';
    this.#byKey = database.prepare(`${known} WHERE idempotency_key = ?`);
    this.#byId = database.prepare(`${known} WHERE order_id = ?`);
    this.#record = database.prepare(
      'SELECT order_id AS orderId, state AS status, accepted_at AS acceptedAt, settled_at AS settledAt, refusal ' +
        'FROM outbox_order WHERE order_id = ?',
    );
    this.#insert = database.prepare(
      'INSERT INTO outbox_order (order_id, idempotency_key, fingerprint, route, session_id, body, traceparent, ' +
        'tracestate, accepted_at) VALUES (@orderId, @idempotencyKey, @fingerprint, @route, @sessionId, @body, ' +
        '@traceparent, @tracestate, @acceptedAt)',
    );
    this.#waiting = database.prepare(
      'SELECT sequence, order_id AS orderId, session_id AS sessionId, body, traceparent, tracestate ' +
        "FROM outbox_order WHERE state = 'accepted' AND route = ? ORDER BY sequence LIMIT ?",
    );
    this.#settle = database.prepare(
      "UPDATE outbox_order SET state = ?, settled_at = ?, refusal = ?, body = '', traceparent = NULL, " +
        "tracestate = NULL WHERE sequence = ? AND state = 'accepted'",
    );
    this.#prune = database.prepare(
      'DELETE FROM outbox_order WHERE sequence IN (SELECT sequence FROM outbox_order WHERE settled_at < ? LIMIT ?)',
    );
    this.#countWaiting = database
      .prepare<[], number>("SELECT count(*) FROM outbox_order WHERE state = 'accepted'")
      .pluck();
    this.#markWritable = database.prepare('INSERT OR REPLACE INTO writable_at (id, time) VALUES (1, ?)');
  }

  ofKey(idempotencyKey: string): KnownOrder | undefined {
    return this.#byKey.get(idempotencyKey);
  }

  ofId(orderId: string): KnownOrder | undefined {
    return this.#byId.get(orderId);
  }

  record(orderId: string): OrderRecord | undefined {
    const row = this.#record.get(orderId);
    return row && { ...row, settledAt: row.settledAt ?? undefined, refusal: row.refusal ?? undefined };
  }

  insert({ orderId, idempotencyKey, fingerprint, route, sessionId, body, trace }: NewOrder, now: number): void {
    this.#insert.run({
      orderId,
      idempotencyKey: idempotencyKey ?? null,
      fingerprint,
      route,
      sessionId: sessionId ?? null,
      body,
      traceparent: trace?.traceparent ?? null,
      tracestate: trace?.tracestate ?? null,
      acceptedAt: now,
    });
  }

  /** The orders that have waited longest, at least one if there is any, within these limits. */
  waiting(route: Route, limits: { readonly orders: number; readonly bytes: number }): readonly WaitingOrder[] {
    const orders: WaitingOrder[] = [];
    let bytes = 0;
    for (const row of this.#waiting.iterate(route, limits.orders)) {
      const order = waitingOrderOf(row);
      bytes += sizeOf(order);
      if (orders.length > 0 && bytes > limits.bytes) break;
      orders.push(order);
    }
    return orders;
  }

  /** @returns whether it waited until now */
  settle(sequence: number, status: 'published' | 'refused', now: number, refusal?: string): boolean {
    return this.#settle.run(status, now, refusal ?? null, sequence).changes > 0;
  }

  /** @returns how many rows went */
  prune(settledBefore: number, most: number): number {
    return this.#prune.run(settledBefore, most).changes;
  }

  countWaiting(): number {
    return this.#countWaiting.get() ?? 0;
  }

  markWritable(now: number): void {
    this.#markWritable.run(now);
  }
}

function waitingOrderOf({ sequence, orderId, sessionId, body, traceparent, tracestate }: WaitingRow): WaitingOrder {
  const trace = traceparent === null ? undefined : { traceparent, tracestate: tracestate ?? undefined };
  return { sequence, orderId, body, sessionId: sessionId ?? undefined, trace };
}
