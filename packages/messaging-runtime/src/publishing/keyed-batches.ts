import type { ServiceBusMessage } from '@azure/service-bus';
import { noBatches, type Packer } from './batch-builder.js';
import type { Batch } from './send-batch.js';

/** Limits of what is packed and waits for its batch to fill. What was begun first goes when they are reached. */
export interface RoomForBatches {
  /** Batches that are filled at the same time, each for a key of its own. */
  readonly open: number;
  /** Bytes in all of them. */
  readonly bytes: number;
}

const defaultRoom: RoomForBatches = { open: 10_000, bytes: 8 * 1024 * 1024 };

/** What a partitioned entity finds the message's partition by: the session, else the partition key (Azure's order). */
export function keyOf({ sessionId, partitionKey }: ServiceBusMessage): string | undefined {
  return sessionId ?? partitionKey;
}

/** Packs messages so that those of a batch share one key. */
export class KeyedBatches implements Packer {
  readonly #open: () => Packer;
  readonly #room: RoomForBatches;
  readonly #packers = new Map<string | undefined, Packer>();
  #bytes = 0;

  /** @param open makes a packer for one more key */
  constructor(open: () => Packer, room: RoomForBatches = defaultRoom) {
    this.#open = open;
    this.#room = room;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(message: ServiceBusMessage): readonly Batch[] | Promise<readonly Batch[]> {
    const key = keyOf(message);
    const packer = this.#packers.get(key) ?? this.#begin(key);
    const before = packer.bytes;
    const filled = packer.add(message);
    if (filled instanceof Promise) return filled.then((batches) => this.#added(key, packer, before, batches));
    return this.#added(key, packer, before, filled);
  }

  flush(): readonly Batch[] {
    const batches = [...this.#packers].flatMap(([key, packer]) => withKey(key, packer.flush()));
    this.#packers.clear();
    this.#bytes = 0;
    return batches;
  }

  #begin(key: string | undefined): Packer {
    const packer = this.#open();
    this.#packers.set(key, packer);
    return packer;
  }

  #added(key: string | undefined, packer: Packer, before: number, filled: readonly Batch[]): readonly Batch[] {
    this.#bytes += packer.bytes - before;
    if (packer.bytes === 0) this.#packers.delete(key);
    const isFull = this.#packers.size > this.#room.open || this.#bytes > this.#room.bytes;
    if (filled === noBatches && !isFull) return noBatches;
    const batches = withKey(key, filled);
    return isFull ? [...batches, ...this.#closeOldest()] : batches;
  }

  #closeOldest(): readonly Batch[] {
    for (const [key, packer] of this.#packers) {
      this.#packers.delete(key);
      this.#bytes -= packer.bytes;
      return withKey(key, packer.flush());
    }
    return noBatches;
  }
}

function withKey(key: string | undefined, batches: readonly Batch[]): readonly Batch[] {
  return batches.map((batch) => ({ ...batch, key }));
}
