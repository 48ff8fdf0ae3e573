import type { AcceptedSession } from './accepted-session.js';
import { LinkedList, type ListNode } from './linked-list.js';
import type { BrokerMessage } from './message.js';

/** Where a message is in its session. */
export interface SessionPlace {
  readonly session: Session;
  readonly node: ListNode<BrokerMessage>;
  /** Set while the message may be given out: active and not locked. */
  waiting: ListNode<BrokerMessage> | undefined;
}

/**
 * The messages of one session, in the order of their sequence numbers, and who holds it. All of a session is in one
 * partition, so that the numbers are an order.
 */
export class Session {
  /** Whoever accepted it, until the lock ends. */
  holder: AcceptedSession | undefined;
  /** What the application keeps with it: opaque bytes. */
  state: Buffer | undefined;
  /** Its place among the sessions that may be accepted next. */
  turn: ListNode<Session> | undefined;
  /** When its last message came or its state was set, in milliseconds since the epoch. */
  updatedTime = 0;
  readonly #messages = new LinkedList<BrokerMessage>();
  readonly #waiting = new LinkedList<BrokerMessage>();
  /** The message that came back last: others that come back with it are mostly next to it. */
  #lastBack: ListNode<BrokerMessage> | undefined;
  /** The message that was shown last: who looks at a session page by page goes on from there. */
  #lastShown: ListNode<BrokerMessage> | undefined;

  constructor(readonly id: string) {}

  /** Messages in any state. */
  get size(): number {
    return this.#messages.size;
  }

  /** The message that is next to be given out. */
  get next(): BrokerMessage | undefined {
    return this.#waiting.first?.item;
  }

  /** Whether nothing would be lost with it. */
  get isIdle(): boolean {
    return this.size === 0 && this.holder === undefined && this.state === undefined;
  }

  /** Takes a message in whose sequence number is higher than that of all it ever had. */
  add(message: BrokerMessage): void {
    const waiting = message.state === 'active' ? this.#waiting.append(message) : undefined;
    message.place = { session: this, node: this.#messages.append(message), waiting };
    this.updatedTime = Math.max(this.updatedTime, message.enqueuedTime);
  }

  setState(state: Buffer | undefined, time: number): void {
    this.state = state;
    this.updatedTime = Math.max(this.updatedTime, time);
  }

  remove(message: BrokerMessage): void {
    if (message.place === undefined) return;
    this.#stopWaiting(message.place);
    if (message.place.node === this.#lastShown) this.#lastShown = message.place.node.previous;
    this.#messages.remove(message.place.node);
    message.place = undefined;
  }

  /** Takes the message that is next in order. It comes back by {@link giveBack} alone. */
  take(): BrokerMessage | undefined {
    const message = this.next;
    if (message?.place) this.#stopWaiting(message.place);
    return message;
  }

  /** Lets a message be given out again, before those with higher numbers. */
  giveBack(message: BrokerMessage): void {
    const { place } = message;
    if (place === undefined || place.waiting) return;
    const isBefore = (node: ListNode<BrokerMessage> | undefined): boolean =>
      node !== undefined && node.item.sequenceNumber < message.sequenceNumber;
    let previous = isBefore(this.#lastBack) ? this.#lastBack : undefined;
    let next = previous ? previous.next : this.#waiting.first;
    while (isBefore(next)) {
      previous = next;
      next = next?.next;
    }
    place.waiting = this.#waiting.insertAfter(previous, message);
    this.#lastBack = place.waiting;
  }

  /** All its messages from a sequence number on. */
  *from(sequenceNumber: number): Generator<BrokerMessage> {
    const isBehind = (this.#lastShown?.item.sequenceNumber ?? Infinity) <= sequenceNumber;
    for (let node = isBehind ? this.#lastShown : this.#messages.first; node !== undefined; node = node.next) {
      if (node.item.sequenceNumber < sequenceNumber) continue;
      this.#lastShown = node;
      yield node.item;
    }
  }

  /** The messages behind that place. */
  *behind({ node }: SessionPlace): Generator<BrokerMessage> {
    for (let { next } = node; next !== undefined; next = next.next) yield next.item;
  }

  #stopWaiting(place: SessionPlace): void {
    if (place.waiting === undefined) return;
    if (place.waiting === this.#lastBack) this.#lastBack = undefined;
    this.#waiting.remove(place.waiting);
    place.waiting = undefined;
  }
}
