import type { NewOrder } from './new-order.js';

/** Where an order is on its way. */
export type OrderStatus =
  /** On the disk of the service, not yet with the broker. */
  | 'accepted'
  /** With the broker. */
  | 'published'
  /** The broker cannot take it, ever: too large for its queue, for example. */
  | 'refused';

/** What is known of an order. */
export interface OrderRecord {
  readonly orderId: string;
  readonly status: OrderStatus;
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  /** When it was published or refused. */
  readonly settledAt?: number | undefined;
  /** Why it was refused. */
  readonly refusal?: string | undefined;
}

/** What became of a request to accept an order. */
export type Acceptance =
  | {
      readonly kind: 'taken';
      readonly orderId: string;
      readonly status: OrderStatus;
      /** Whether the same request had been answered before. */
      readonly again: boolean;
    }
  /** The idempotency key, or the order's id, was used for something else. */
  | { readonly kind: 'conflict'; readonly over: 'idempotency key' | 'order id' }
  /** The broker will never take it. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** Nothing can be promised now. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfter: number };

/** One thing that readiness depends on or tells of. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the service is of no use without it. */
  readonly required: boolean;
  readonly detail: string;
}

/** Takes the responsibility for orders: by keeping them on disk until they are published, or by publishing them at once. */
export interface Intake {
  /** Resolves when the promise can be made; it never rejects for what is the broker's or the disk's fault. */
  accept(order: NewOrder): Promise<Acceptance>;
  /** Absent where no record is kept. */
  find?(orderId: string): OrderRecord | undefined;
  checks(): Promise<readonly Check[]>;
  /** Orders that wait for the broker on disk. Absent where none are kept. */
  readonly waiting?: number;
  /**
   * Finishes what can be finished.
   *
   * @param deadline milliseconds after which it ends in any case
   * @returns orders that stay on disk for the next start
   */
  close(deadline: number): Promise<number>;
}
