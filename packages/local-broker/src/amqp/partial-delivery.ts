import type { Typed } from '../message/encoding.js';
import type { DeliveryMemory } from './delivery-memory.js';

/** A delivery of which not all frames have come. */
export class PartialDelivery {
  settled = false;
  state: Typed | undefined;
  /** Bytes that came, be they kept or not. */
  length = 0;
  /** Whether its bytes were let go, because the broker had no room for them. */
  isDropped = false;
  #frames: Buffer[] = [];
  /** What its frames were counted as so far. */
  #taken = 0;

  constructor(
    readonly id: number,
    readonly format: number,
    private readonly memory: DeliveryMemory,
  ) {}

  /** The whole delivery, once its last frame came. */
  get bytes(): Buffer {
    const [only] = this.#frames;
    return this.#frames.length === 1 && only ? only : Buffer.concat(this.#frames);
  }

  /**
   * @param limit bytes after which nothing of it is kept.
   * @param isLast whether it is complete now, and will not wait for more.
   * @throws ProtocolViolation `amqp:resource-limit-exceeded`
   */
  add(payload: Buffer, limit: number, isLast: boolean): void {
    this.length += payload.length;
    if (this.isDropped) return;
    if (this.length > limit) {
      this.release();
      return;
    }
    this.#frames.push(isLast ? payload : withoutNeighbours(payload));
    if (!isLast) this.#taken += this.memory.take(this, payload.length);
  }

  /** Lets its bytes go, for others. */
  drop(): void {
    this.isDropped = true;
    this.release();
  }

  /** It ended, or nothing of it is kept any more. */
  release(): void {
    this.#frames = [];
    this.memory.give(this, this.#taken);
    this.#taken = 0;
  }
}

/** A part of what was read from the network at once would keep all of it in memory, which nobody counts. */
function withoutNeighbours(payload: Buffer): Buffer {
  return payload.buffer.byteLength > 1.1 * payload.length ? Buffer.from(payload) : payload;
}
