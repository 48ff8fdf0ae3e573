import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Context } from './handler-context.js';

/**
 * Deliveries that a receiver's session holds at once. rhea keeps them in a ring of 2,048 that moves on only as the oldest
 * is settled, so that later ones count even when they are settled already; beyond it the session stalls.
 */
export const sessionWindow = 2_048;

/** A message that was received and is not settled. */
export interface HeldMessage {
  readonly message: ServiceBusReceivedMessage;
  /** Place in the order of arrival. */
  readonly arrival: number;
  /** Moment of arrival, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Milliseconds that its lock lasts, and lasts anew with each renewal. */
  readonly lockDuration: number;
  /** That of its handler; none while it waits. */
  context: Context | undefined;
  /** Whether the broker has been told how it ends, or is about to be: nothing else may be said of it. */
  isSettled: boolean;
}

/** The messages that a receiver holds locked. */
export class InFlight implements Iterable<HeldMessage> {
  readonly #held = new Set<HeldMessage>();
  #arrivals = 0;
  #emptySince = Date.now();

  get size(): number {
    return this.#held.size;
  }

  /** Messages that may still arrive before the session's window is full. */
  get room(): number {
    const oldest = this.#held.values().next();
    return oldest.done ? sessionWindow : sessionWindow - (this.#arrivals - oldest.value.arrival);
  }

  /** Moment since which it holds nothing, in milliseconds since the epoch; now, while it holds something. */
  get emptySince(): number {
    return this.#held.size > 0 ? Date.now() : this.#emptySince;
  }

  add(message: ServiceBusReceivedMessage): HeldMessage {
    const receivedAt = Date.now();
    const lockedUntil = message.lockedUntilUtc?.getTime() ?? Number.POSITIVE_INFINITY;
    const held: HeldMessage = {
      message,
      arrival: this.#arrivals,
      receivedAt,
      lockDuration: lockedUntil - receivedAt,
      context: undefined,
      isSettled: false,
    };
    this.#arrivals += 1;
    this.#held.add(held);
    return held;
  }

  remove(held: HeldMessage): void {
    this.#held.delete(held);
    if (this.#held.size === 0) this.#emptySince = Date.now();
  }

  has(held: HeldMessage): boolean {
    return this.#held.has(held);
  }

  [Symbol.iterator](): Iterator<HeldMessage> {
    return this.#held.values();
  }
}
