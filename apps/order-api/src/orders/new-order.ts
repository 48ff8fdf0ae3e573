import { createHash, randomUUID } from 'node:crypto';
import type { TraceHeaders } from '@ams/messaging-runtime';
import { canonicalJson } from './canonical-json.js';
import { idOfKey } from './id-of-key.js';
import type { OrderRequest } from './order-request.js';

/** Which queue an order goes to: that of all orders, or the one that keeps those of a customer in sequence. */
export type Route = 'orders' | 'sessions';

export const routes: readonly Route[] = ['orders', 'sessions'];

/** An order as it is published. */
export interface PublishableOrder {
  readonly orderId: string;
  /** The whole order as JSON. */
  readonly body: string;
  /** Customer, on the way to the queue of sessions. */
  readonly sessionId?: string | undefined;
  /** The trace of the request that it came with. */
  readonly trace?: TraceHeaders | undefined;
}

/** An order that was asked for, with all that was left to the service. */
export interface NewOrder extends PublishableOrder {
  readonly route: Route;
  readonly idempotencyKey?: string | undefined;
  /** Whether the request named the id. */
  readonly hasOwnId: boolean;
  /** Hash of what was asked for, but for the id: two requests that ask for the same have the same. */
  readonly fingerprint: Buffer;
}

export interface NewOrderOptions {
  readonly idempotencyKey?: string | undefined;
  /** Whether orders of a customer go to the queue of sessions. */
  readonly bySession: boolean;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** The trace of the request. */
  readonly trace?: TraceHeaders | undefined;
}

/** Gives an order the id and the time that its request leaves out, and its route. */
export function newOrder(request: OrderRequest, { idempotencyKey, bySession, now, trace }: NewOrderOptions): NewOrder {
  const { order_id: ownId, ...wanted } = request;
  const orderId = ownId ?? (idempotencyKey === undefined ? randomUUID() : idOfKey(idempotencyKey));
  const sessionId = bySession ? request.customer_id : undefined;
  return {
    orderId,
    body: JSON.stringify({ order_id: orderId, ts: new Date(now).toISOString(), ...wanted }),
    sessionId,
    trace,
    route: sessionId === undefined ? 'orders' : 'sessions',
    idempotencyKey,
    hasOwnId: ownId !== undefined,
    fingerprint: createHash('sha256').update(canonicalJson(wanted)).digest(),
  };
}
