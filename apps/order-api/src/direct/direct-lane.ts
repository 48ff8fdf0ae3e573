import { problemOf, type Logger } from '@ams/messaging-runtime';
import type { Counts } from '../counts.js';
import type { Acceptance } from '../orders/intake.js';
import type { NewOrder } from '../orders/new-order.js';
import { sizeOf } from '../publishing/order-message.js';
import { chunkLimits, type Delivery, type OrderQueue } from '../publishing/order-queue.js';

/** Requests that may wait for their turn, beyond which others are told to come again. */
const longestLane = 1_000;

/** Seconds after which a request that failed for the broker's sake is worth another attempt. */
const retryAfter = 5;

/** Orders of requests that go together: as few as of a session, since each is waited for. */
const limits = chunkLimits.sessions;

interface Request {
  readonly order: NewOrder;
  readonly answer: (acceptance: Acceptance) => void;
}

/**
 * Publishes to one queue what requests bring, in their sequence: those that come while others are on their way go
 * together after them.
 */
export class DirectLane {
  readonly #queue: Pick<OrderQueue, 'deliver' | 'entity'>;
  readonly #counts: Counts;
  readonly #log: Pick<Logger, 'warn' | 'error'>;
  #waiting: Request[] = [];
  #busy = false;

  constructor(queue: Pick<OrderQueue, 'deliver' | 'entity'>, counts: Counts, log: Pick<Logger, 'warn' | 'error'>) {
    this.#queue = queue;
    this.#counts = counts;
    this.#log = log;
  }

  send(order: NewOrder): Promise<Acceptance> {
    if (this.#waiting.length >= longestLane) {
      return Promise.resolve(unavailable(`${longestLane} orders wait for the broker already`));
    }
    return new Promise((answer) => {
      this.#waiting.push({ order, answer });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    // What else this turn of the event loop brings goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const chunk = this.#nextChunk();
      this.#answer(chunk, await this.#queue.deliver(chunk.map(({ order }) => order)));
    }
    this.#busy = false;
  }

  #nextChunk(): readonly Request[] {
    let bytes = 0;
    const tooMany = this.#waiting.findIndex(({ order }, index) => {
      bytes += sizeOf(order);
      return index > 0 && (index >= limits.orders || bytes > limits.bytes);
    });
    return this.#waiting.splice(0, tooMany === -1 ? this.#waiting.length : tooMany);
  }

  #answer(chunk: readonly Request[], { published, refused, failure }: Delivery<NewOrder>): void {
    const { entity } = this.#queue;
    this.#counts.published += published.length;
    this.#counts.refused += refused.length;
    if (failure !== undefined) this.#log.warn({ queue: entity, problem: problemOf(failure) }, 'orders not published');
    const arrived = new Set(published);
    const problems = new Map(refused.map(({ order, problem }) => [order, problem]));
    for (const { order, answer } of chunk) {
      const problem = problems.get(order);
      if (arrived.has(order)) answer({ kind: 'taken', orderId: order.orderId, status: 'published', again: false });
      else if (problem === undefined) answer(unavailable('the broker cannot be reached'));
      else answer({ kind: 'refused', problem });
    }
  }
}

function unavailable(reason: string): Acceptance {
  return { kind: 'unavailable', reason, retryAfter };
}
