import type { DispositionFields, ReceivedDelivery, RheaSession, Typed } from './client-internals.js';
import { answerOf, isTransactional, outcomeWithin, type Answer } from './transaction-values.js';

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Settles messages that the client has received, as parts of transactions, in the AMQP session that they came over. The
 * client goes on to settle others in it, and hears nothing of these.
 */
export class EnlistedDeliveries {
  readonly #session: RheaSession;
  readonly #waiting = new Map<number, Waiting>();

  constructor(session: RheaSession) {
    this.#session = session;
    this.#listen();
  }

  /**
   * Settles deliveries of this session.
   *
   * @param state outcome and transaction
   * @returns what the broker answers to each
   */
  settle(deliveries: readonly ReceivedDelivery[], state: Typed): readonly Promise<Answer>[] {
    const { incoming } = this.#session;
    // Apart from what others settle in this turn: rhea gives neighbours the state of the first, and so its transaction.
    incoming.process(this.#session);
    const answers = deliveries.map((delivery) => {
      delivery.update(false, state);
      return new Promise<Answer>((resolve, reject) => this.#waiting.set(delivery.id, { resolve, reject }));
    });
    incoming.process(this.#session);
    return answers;
  }

  /** No more answers come. */
  fail(reason: Error): void {
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }

  #listen(): void {
    const { incoming } = this.#session;
    const onDisposition = incoming.on_disposition.bind(incoming);
    incoming.on_disposition = (fields) => {
      const { first, last, settled, state } = fields;
      // rhea knows outcomes, and not that they may depend on a transaction.
      onDisposition(isTransactional(state) ? { first, last, settled, state: outcomeWithin(state) } : fields);
      if (this.#waiting.size > 0) this.#answer(fields);
    };
  }

  #answer({ first, last, state }: DispositionFields): void {
    for (let id = first; id <= (last ?? first); id += 1) {
      this.#waiting.get(id)?.resolve(answerOf(state));
      this.#waiting.delete(id);
    }
  }
}
