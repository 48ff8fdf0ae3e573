import { DeliveryError } from './delivery-error.js';

/** How many may wait for one receiver: what comes after is not delivered. */
const longestQueue = 100;

/** Work for receivers: in order for each, at the same time for different ones. */
export class ReceiverQueues {
  readonly #queues = new Map<string, { last: Promise<unknown>; length: number }>();

  /** @throws DeliveryError when too many wait for the receiver. */
  async add(receiver: string, work: () => Promise<void>): Promise<void> {
    const queue = this.#queues.get(receiver) ?? { last: Promise.resolve(), length: 0 };
    if (queue.length >= longestQueue) {
      throw new DeliveryError(`${longestQueue} others wait for this receiver already, which is too slow.`, false);
    }
    this.#queues.set(receiver, queue);
    queue.length += 1;
    const done = queue.last.then(work).finally(() => {
      queue.length -= 1;
      if (queue.length === 0) this.#queues.delete(receiver);
    });
    // A failure is told to whom it is about, not to those that come after.
    queue.last = done.catch(() => undefined);
    await done;
  }
}
