import { partitionOf } from '../transactions/partition-keys.js';
import type { Circuit } from './circuit.js';
import type { HeldMessage, InFlight } from './in-flight.js';
import { countTogether, takeTogether } from './take-together.js';

export interface BacklogOptions {
  readonly inFlight: Pick<InFlight, 'size'>;
  readonly circuit: Circuit | undefined;
  /** Handlers that run at the same time. */
  readonly concurrency: number;
  /** Messages that are still wanted: those that are begun may yet fail and not count. */
  readonly wanted: () => number;
  /** Whether a batch is of one partition, since it may be completed in one transaction. */
  readonly isOnePartitionABatch: boolean;
}

/** Messages that wait for a handler, and which of them may be begun now. */
export class Backlog {
  readonly #options: BacklogOptions;
  readonly #waiting: HeldMessage[] = [];
  #running = 0;
  #isStopped = false;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** The one that waits for longest. */
  get first(): HeldMessage | undefined {
    return this.#waiting[0];
  }

  /** The message waits. */
  add(held: HeldMessage): void {
    this.#waiting.push(held);
  }

  /** The message does not wait any more, if it did. */
  remove(held: HeldMessage): void {
    const place = this.#waiting.indexOf(held);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** Nothing more may be begun. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Takes all that wait. */
  clear(): readonly HeldMessage[] {
    return this.#waiting.splice(0);
  }

  /** Whether {@link nextBatch} would give as many messages as it may: others that come meanwhile would not be in it. */
  isFull(size: number): boolean {
    const most = this.#most(size);
    if (this.#waiting.length < most || !this.#options.isOnePartitionABatch) return this.#waiting.length >= most;
    return countTogether(this.#waiting, most, ({ message }) => partitionOf(message)) >= most;
  }

  /** The next message for a handler, if one waits and may be begun. Tell by {@link ended} when it has been handled. */
  next(): HeldMessage | undefined {
    if (!this.#mayBegin) return undefined;
    const held = this.#waiting.shift();
    if (held !== undefined) this.#begin(held);
    return held;
  }

  /**
   * The next messages for a handler of batches, up to so many, of one partition where that matters. Tell by {@link ended}
   * when they have been handled.
   */
  nextBatch(size: number): readonly HeldMessage[] {
    if (!this.#mayBegin) return [];
    const most = this.#most(size);
    const batch = this.#options.isOnePartitionABatch
      ? takeTogether(this.#waiting, most, ({ message }) => partitionOf(message))
      : this.#waiting.splice(0, most);
    const [first] = batch;
    if (first !== undefined) this.#begin(first);
    return batch;
  }

  /** A handler has ended. */
  ended(): void {
    this.#running -= 1;
  }

  #begin(held: HeldMessage): void {
    this.#running += 1;
    this.#options.circuit?.begin(held);
  }

  /** How many of so many messages one handler may take now. */
  #most(count: number): number {
    const { circuit, wanted } = this.#options;
    const isTrial = circuit !== undefined && !circuit.isClosed;
    return Math.min(count, wanted() - this.#begun, isTrial ? 1 : count);
  }

  /** Messages that are being handled or settled. */
  get #begun(): number {
    return this.#options.inFlight.size - this.#waiting.length;
  }

  get #mayBegin(): boolean {
    const { circuit, concurrency, wanted } = this.#options;
    return (
      !this.#isStopped &&
      this.#running < concurrency &&
      // A link that opens anew brings all its credits, and so perhaps more than are wanted: the surplus waits.
      this.#begun < wanted() &&
      (circuit === undefined || circuit.admits)
    );
  }
}
