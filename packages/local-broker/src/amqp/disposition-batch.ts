import type { Typed } from '../message/encoding.js';
import { isAccepted } from './outcomes.js';
import { disposition, type RheaSession } from './rhea-internals.js';

interface Settled {
  readonly id: number;
  readonly state: Typed;
}

/**
 * Settlements on their way to the client, in as few frames as possible: neighbours that are all accepted share one, and
 * nothing else ever does. (rhea's own batching gives a frame's first outcome to neighbours that differ from it.)
 */
export class DispositionBatch {
  #settled: Settled[] = [];

  /** @param role of this side towards the deliveries: true when it received them. */
  constructor(private readonly role: boolean) {}

  add(id: number, state: Typed): void {
    this.#settled.push({ id, state });
  }

  write(session: RheaSession): void {
    if (this.#settled.length === 0) return;
    const settled = this.#settled;
    this.#settled = [];
    let first = settled[0] as Settled;
    let last = first;
    const flush = (): void =>
      session.output(
        disposition({ role: this.role, first: first.id, last: last.id, settled: true, state: first.state }),
      );
    for (const next of settled.slice(1)) {
      if (next.id === last.id + 1 && isAccepted(first.state) && isAccepted(next.state)) {
        last = next;
        continue;
      }
      flush();
      first = next;
      last = next;
    }
    flush();
  }
}
