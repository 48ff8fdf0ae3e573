/** Whatever has a sequence number. */
export interface Sequenced {
  readonly sequenceNumber: number;
}

interface Chunk<T> {
  /** Sequence number of the first slot. */
  readonly first: number;
  readonly slots: (T | undefined)[];
  live: number;
}

/** Slots in a chunk: large enough that a million messages make a thousand chunks, small enough to free early. */
const chunkSize = 1024;

/**
 * Messages in the order of their sequence numbers. Adding at the end, looking up and removing take constant time (up to
 * a binary search among a thousand chunks per million), whatever the backlog; a chunk is freed with its last message,
 * so that one old message does not keep the memory of all that came after it.
 */
export class SequenceLog<T extends Sequenced> {
  readonly #chunks: Chunk<T>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an item, in constant time when its sequence number is higher than that of every other. */
  add(item: T): void {
    const first = item.sequenceNumber - (item.sequenceNumber % chunkSize);
    const last = this.#chunks.at(-1);
    const chunk = last?.first === first ? last : this.#chunkThatBegins(first);
    chunk.slots[item.sequenceNumber - first] = item;
    chunk.live += 1;
    this.#size += 1;
  }

  get(sequenceNumber: number): T | undefined {
    const chunk = this.#chunks[this.#chunkAtOrAfter(sequenceNumber)];
    return chunk?.slots[sequenceNumber - chunk.first];
  }

  delete(item: T): void {
    const index = this.#chunkAtOrAfter(item.sequenceNumber);
    const chunk = this.#chunks[index];
    if (chunk === undefined || chunk.slots[item.sequenceNumber - chunk.first] !== item) return;
    chunk.slots[item.sequenceNumber - chunk.first] = undefined;
    chunk.live -= 1;
    this.#size -= 1;
    if (chunk.live === 0) this.#chunks.splice(index, 1);
  }

  /** The first item with this sequence number or a higher one. */
  next(sequenceNumber: number): T | undefined {
    for (let index = this.#chunkAtOrAfter(sequenceNumber); index < this.#chunks.length; index += 1) {
      const { first, slots } = this.#chunks[index] as Chunk<T>;
      for (let slot = Math.max(0, sequenceNumber - first); slot < slots.length; slot += 1) {
        const item = slots[slot];
        if (item !== undefined) return item;
      }
    }
    return undefined;
  }

  #chunkThatBegins(first: number): Chunk<T> {
    const index = this.#chunkAtOrAfter(first);
    const there = this.#chunks[index];
    if (there?.first === first) return there;
    const made: Chunk<T> = { first, slots: [], live: 0 };
    this.#chunks.splice(index, 0, made);
    return made;
  }

  /** Index of the chunk that holds the sequence number or, if there is none, of the first chunk after it. */
  #chunkAtOrAfter(sequenceNumber: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle] as Chunk<T>).first + chunkSize <= sequenceNumber) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
