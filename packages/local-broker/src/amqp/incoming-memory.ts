/** Room for five of the largest messages that Azure has. */
const defaultLimit = 512 * 1024 * 1024;

/** A delivery that is still incoming, whose bytes can be let go. */
export interface UnfinishedDelivery {
  drop(): void;
}

/**
 * Memory that unfinished deliveries take over all connections of a broker. When it runs out, those that nothing was heard
 * of for longest are dropped: a client that never ends what it began does not keep others from sending.
 */
export class IncomingMemory {
  #used = 0;
  /** Bytes of each, in the order in which they were last heard of. */
  readonly #deliveries = new Map<UnfinishedDelivery, number>();

  /** @param limit in bytes; more than one connection may take. */
  constructor(private readonly limit = defaultLimit) {}

  /** Counts more bytes of a delivery, and drops others where there is no room for them. */
  take(delivery: UnfinishedDelivery, length: number): void {
    const taken = this.#deliveries.get(delivery) ?? 0;
    this.#deliveries.delete(delivery);
    this.#deliveries.set(delivery, taken + length);
    this.#used += length;
    for (const [oldest] of this.#deliveries) {
      if (this.#used <= this.limit) return;
      this.give(oldest);
      oldest.drop();
    }
  }

  /** The delivery ended. */
  give(delivery: UnfinishedDelivery): void {
    this.#used -= this.#deliveries.get(delivery) ?? 0;
    this.#deliveries.delete(delivery);
  }
}
