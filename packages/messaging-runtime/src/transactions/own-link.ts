import type { RheaConnection, RheaSender, RheaSession, Typed } from './client-internals.js';
import { refusalOf } from './refusal.js';
import { answerOf, isCoordinator, type Answer, type TransactionValues } from './transaction-values.js';

/** Bytes that a delivery state takes in a frame, at most. */
const stateLength = 64;

/** Position of the delivery state in a transfer. */
const stateIndex = 7;

export interface OwnLinkTarget {
  /** Queue or topic; absent for the transaction coordinator. */
  readonly address?: string;
  readonly properties?: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A link on which to send, in an AMQP session of its own on the client's connection: the client's own links cannot say
 * that what they send belongs to a transaction.
 */
export class OwnLink {
  readonly #session: RheaSession;
  readonly #sender: RheaSender;
  readonly #values: TransactionValues;
  /** States of transfers on their way out. */
  readonly #states = new Map<number, Typed>();
  readonly #waiting = new Map<number, Waiting>();
  /** Done when it is attached. @throws {@link TransactionRefusal} when the broker refuses it, or whatever else ended it */
  readonly opened: Promise<void>;
  readonly #onEnd: () => void;
  #onOpen: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
  #failure: unknown;

  /**
   * Attaches to a queue, a topic or the coordinator.
   *
   * @param onEnd called once, when it can no longer be used
   */
  constructor(
    connection: RheaConnection,
    values: TransactionValues,
    { address, properties }: OwnLinkTarget,
    onEnd: () => void,
  ) {
    this.#onEnd = onEnd;
    this.#values = values;
    this.#session = connection.create_session();
    this.#session.begin();
    this.#adjustSession();
    this.#sender = this.#session.open_sender({
      target: address === undefined ? {} : { address },
      ...(properties === undefined ? {} : { properties }),
    });
    if (address === undefined) this.#sender.local.attach['target'] = this.#values.coordinator();
    this.opened = new Promise((resolve, reject) => {
      this.#onOpen = { resolve, reject };
    });
    this.#listen();
  }

  /**
   * Sends encoded bytes.
   *
   * @param state what they belong to
   * @returns what the broker answers
   * @throws whatever ended the link before the answer came
   */
  send(bytes: Buffer, state?: Typed): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure as Error);
    const { id } = this.#sender.send(bytes, undefined, 0);
    if (state !== undefined) this.#states.set(id, state);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Ends it for the reason given: who waits for answers hears of it. */
  fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    this.#onOpen?.reject(reason);
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    this.#states.clear();
    if (this.#session.is_open()) this.#session.close();
    this.#onEnd();
  }

  #listen(): void {
    this.#sender.once('sendable', () => this.#onOpen?.resolve());
    // rhea throws at the process what nobody listens to.
    this.#sender.on('sender_error', () => undefined);
    this.#sender.once('sender_close', () => this.fail(refusalOf(this.#sender.error)));
    this.#session.on('session_error', () => undefined);
    this.#session.once('session_close', () => this.fail(refusalOf(this.#session.error)));
  }

  #adjustSession(): void {
    const session = this.#session;
    const { outgoing } = session;
    // rhea leaves the state out of a transfer. Here it is put in, and room is left for it.
    const maxPayload = outgoing.compute_max_payload.bind(outgoing);
    outgoing.compute_max_payload = (tag) => {
      const most = maxPayload(tag);
      return most === undefined ? undefined : most - stateLength;
    };
    const output = session.output.bind(session);
    session.output = (frame, payload) => {
      if (payload !== undefined) this.#putState(frame);
      output(frame, payload);
    };
    // rhea does not know the answers of transactions. It is told that each is settled, and nothing else.
    const onDisposition = outgoing.on_disposition.bind(outgoing);
    outgoing.on_disposition = ({ first, last, state }) => {
      const end = last ?? first;
      onDisposition({ first, last: end, settled: true, state: undefined });
      for (let id = first; id <= end; id += 1) this.#answer(id, answerOf(state));
    };
    // Nor does it know coordinators, and it would say so on the console.
    const onAttach = session.on_attach.bind(session);
    session.on_attach = (frame) => {
      if (isCoordinator(frame.performative.target)) frame.performative.target = null;
      onAttach(frame);
    };
  }

  #putState(frame: { readonly delivery_id?: number; readonly value: (Typed | undefined)[] }): void {
    const state = this.#states.get(Number(frame.delivery_id));
    if (state === undefined) return;
    while (frame.value.length < stateIndex) frame.value.push(this.#values.nothing());
    frame.value[stateIndex] = state;
  }

  #answer(id: number, answer: Answer): void {
    this.#states.delete(id);
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}
