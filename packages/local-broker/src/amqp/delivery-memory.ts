import { IncomingMemory, type UnfinishedDelivery } from './incoming-memory.js';
import { ProtocolViolation } from './protocol-violation.js';

/** Room for two of the largest messages that Azure has, and more. */
const defaultLimit = 256 * 1024 * 1024;

/** What a frame takes beside its payload. */
const frameOverhead = 128;

/**
 * Memory that deliveries take which a client has begun and not ended, over all links of its connection: each is bounded
 * by its link, and links are many.
 */
export class DeliveryMemory {
  #used = 0;

  /**
   * @param limit in bytes.
   * @param ofBroker what all connections share.
   */
  constructor(
    private readonly limit = defaultLimit,
    private readonly ofBroker = new IncomingMemory(),
  ) {}

  /**
   * Counts a frame with a payload of that length, which is kept until its delivery ends.
   *
   * @returns what to {@link give} back then.
   * @throws ProtocolViolation `amqp:resource-limit-exceeded`
   */
  take(delivery: UnfinishedDelivery, length: number): number {
    const taken = length + frameOverhead;
    if (this.#used + taken > this.limit) {
      throw new ProtocolViolation(
        'connection',
        'amqp:resource-limit-exceeded',
        `Deliveries that were begun on this connection take more than ${this.limit} bytes. End some before beginning more.`,
      );
    }
    this.#used += taken;
    this.ofBroker.take(delivery, taken);
    return taken;
  }

  /** The delivery ended. @param taken all that was counted for it. */
  give(delivery: UnfinishedDelivery, taken: number): void {
    this.#used -= taken;
    this.ofBroker.give(delivery);
  }
}
