import type { AcceptedSession } from './accepted-session.js';
import type { Deadline } from './deadlines.js';
import type { EngineContext } from './engine-context.js';
import { type BrokerError, noSessionAvailable } from './errors.js';
import { LinkedList, type ListNode } from './linked-list.js';

/** Somebody who wants a session, whichever is available next. */
export interface SessionSeeker {
  onAccepted(session: AcceptedSession): void;
  /** No session came in time. */
  onRefused(error: BrokerError): void;
  /** The lock of the session that it got expired. */
  onLost(): void;
}

interface Waiting {
  readonly seeker: SessionSeeker;
  deadline: Deadline | undefined;
}

/** Those who wait for a session of one entity, in the order in which they came. */
export class SessionSeekers {
  readonly #path: string;
  readonly #context: Pick<EngineContext, 'clock' | 'deadlines'>;
  readonly #waiting = new LinkedList<Waiting>();

  /** @param path of the entity, for errors. */
  constructor(path: string, context: Pick<EngineContext, 'clock' | 'deadlines'>) {
    this.#path = path;
    this.#context = context;
  }

  get areThere(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * @param timeout how long it waits at most, in milliseconds.
   * @returns a function that ends its waiting.
   */
  add(seeker: SessionSeeker, timeout: number): () => void {
    const waiting: Waiting = { seeker, deadline: undefined };
    const node = this.#waiting.append(waiting);
    waiting.deadline = this.#context.deadlines.schedule(this.#context.clock.now() + timeout, () => {
      this.#stop(node);
      seeker.onRefused(noSessionAvailable(this.#path, timeout));
    });
    return () => this.#stop(node);
  }

  /** Takes the one that has waited longest. */
  takeFirst(): SessionSeeker | undefined {
    const { first } = this.#waiting;
    if (first) this.#stop(first);
    return first?.item.seeker;
  }

  /** Without effect when it waits no longer. */
  #stop(node: ListNode<Waiting>): void {
    const { deadline } = node.item;
    if (deadline === undefined) return;
    this.#context.deadlines.cancel(deadline);
    node.item.deadline = undefined;
    this.#waiting.remove(node);
  }
}
