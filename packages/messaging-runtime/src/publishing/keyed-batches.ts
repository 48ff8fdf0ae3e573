import type { ServiceBusMessage } from '@azure/service-bus';
import { noBatches, type Packer } from './batch-builder.js';
import type { Batch } from './send-batch.js';

/** Batches that are filled at the same time, each for a key of its own; a batch has some hundred kilobytes at most. */
const maxOpen = 100;

/** What a partitioned entity finds the message's partition by: the session, else the partition key (Azure's order). */
export function keyOf({ sessionId, partitionKey }: ServiceBusMessage): string | undefined {
  return sessionId ?? partitionKey;
}

/** Packs messages so that those of a batch share one key. */
export class KeyedBatches implements Packer {
  readonly #open: () => Packer;
  readonly #packers = new Map<string | undefined, Packer>();

  /** @param open makes a packer for one more key */
  constructor(open: () => Packer) {
    this.#open = open;
  }

  add(message: ServiceBusMessage): readonly Batch[] | Promise<readonly Batch[]> {
    const key = keyOf(message);
    const existing = this.#packers.get(key);
    if (existing !== undefined) return existing.add(message);
    const closed = this.#packers.size < maxOpen ? noBatches : this.#closeOldest();
    const packer = this.#open();
    this.#packers.set(key, packer);
    const filled = packer.add(message);
    return closed === noBatches ? filled : Promise.resolve(filled).then((more) => [...closed, ...more]);
  }

  flush(): readonly Batch[] {
    const batches = [...this.#packers.values()].flatMap((packer) => packer.flush());
    this.#packers.clear();
    return batches;
  }

  /** What was begun first has waited longest. */
  #closeOldest(): readonly Batch[] {
    for (const [key, packer] of this.#packers) {
      this.#packers.delete(key);
      return packer.flush();
    }
    return noBatches;
  }
}
