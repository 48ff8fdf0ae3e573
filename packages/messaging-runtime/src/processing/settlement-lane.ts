import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { byLockToken, linkOf, whenLost, type RheaLink } from '../transactions/client-internals.js';
import type { CompleteAndSend, Outgoing } from './complete-and-send.js';

/** How a delivery ends. */
export type Outcome =
  /** Done; what it sends, at least one, is sent together with the completion. */
  | { readonly kind: 'complete'; readonly sends?: readonly Outgoing[] }
  | {
      readonly kind: 'abandon';
      /** Application properties that the message has when it comes again, beside its own. */
      readonly properties?: Properties;
    }
  | {
      readonly kind: 'dead-letter';
      readonly reason: string;
      readonly description: string;
      /** Application properties that the dead letter gets beside its own. */
      readonly properties?: Properties;
    };

type Properties = Readonly<Record<string, string | number | boolean | Date>>;

type Settler = Pick<ServiceBusReceiver, 'completeMessage' | 'abandonMessage' | 'deadLetterMessage'>;

interface Settlement {
  readonly message: ServiceBusReceivedMessage;
  /** Those that are completed in one transaction, this one included. */
  readonly together: readonly ServiceBusReceivedMessage[] | undefined;
  readonly outcome: Outcome;
  /** That it has left on; none for what does not need the link that the message came over. */
  link: RheaLink | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Longest reason and description that Azure keeps. */
const maxDeadLetterTextLength = 4_096;

/**
 * Settles the messages of one receiver so that differing outcomes never leave in the same turn of the event loop.
 *
 * Why: rhea, the AMQP library under the client, writes what was settled in one turn as ranges, and joins the second
 * delivery of a range to the first without comparing their outcomes. A message completed and its neighbour dead-lettered
 * together leave as "both accepted", and the dead letter is gone. Outcomes that are alike may share a turn, and do: a
 * hundred completions are one frame.
 *
 * What was settled on a link that is lost fails at once, and what is settled later goes by the lock token. The client
 * itself would wait a minute for answers that cannot come, also where it has opened its link anew.
 */
export class SettlementLane {
  readonly #receiver: Settler;
  readonly #completeAndSend: CompleteAndSend;
  /** Settlements that wait for a turn, by outcome. A Map, since it gives them out in the order of their arrival. */
  readonly #waiting = new Map<string, Settlement[]>();
  #turnIsDue = false;
  /** Settlements that have left and are not answered. */
  readonly #onTheirWay = new Set<Settlement>();
  #link: RheaLink | undefined;
  #isHeld = false;
  #onQuiet: (() => void) | undefined;

  /**
   * @param receiver the one that the messages came from; nobody else may settle on it meanwhile
   * @param completeAndSend how a completion leaves that sends something; without it such an outcome is refused
   */
  constructor(receiver: Settler, completeAndSend: CompleteAndSend = refuseToSend) {
    this.#receiver = receiver;
    this.#completeAndSend = completeAndSend;
  }

  /**
   * Settles a message in one of the next turns.
   *
   * @returns when the broker has confirmed it
   * @throws what the client throws: `MessageLockLost` if the lock has expired
   */
  settle(message: ServiceBusReceivedMessage, outcome: Outcome): Promise<void> {
    return new Promise((resolve, reject) => {
      const key = keyOf(outcome);
      const alike = this.#waiting.get(key);
      const settlement = { message, together: undefined, outcome, link: undefined, resolve, reject };
      if (alike === undefined) this.#waiting.set(key, [settlement]);
      else alike.push(settlement);
      if (!this.#turnIsDue && !this.#isHeld) this.#nextTurn();
    });
  }

  /**
   * Completes several messages and sends others, in one transaction where the broker has them.
   *
   * @param messages at least one
   * @returns when the broker has confirmed all of it
   * @throws what {@link CompleteAndSend} throws
   */
  completeTogether(messages: readonly ServiceBusReceivedMessage[], sends: readonly Outgoing[]): Promise<void> {
    const [message] = messages;
    if (message === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const outcome: Outcome = { kind: 'complete', sends };
      this.#waiting.set(keyOf(outcome), [{ message, together: messages, outcome, link: undefined, resolve, reject }]);
      if (!this.#turnIsDue && !this.#isHeld) this.#nextTurn();
    });
  }

  /**
   * Runs an action while no settlement is on its way: waits until those that have left are answered, and keeps the others
   * until the action is done. What ends a link is such an action, since the client never hears of what was on its way.
   */
  async whileQuiet(action: () => Promise<void>): Promise<void> {
    this.#isHeld = true;
    try {
      if (this.#onTheirWay.size > 0) await new Promise<void>((resolve) => (this.#onQuiet = resolve));
      await action();
    } finally {
      this.#isHeld = false;
      if (!this.#turnIsDue && this.#waiting.size > 0) this.#nextTurn();
    }
  }

  #nextTurn(): void {
    this.#turnIsDue = true;
    // rhea writes on process.nextTick, which runs before the next immediate does.
    setImmediate(() => {
      if (this.#isHeld) {
        this.#turnIsDue = false;
        return;
      }
      const next = this.#waiting.entries().next();
      if (!next.done) {
        const [key, settlements] = next.value;
        this.#waiting.delete(key);
        for (const settlement of settlements) this.#onTheirWay.add(settlement);
        for (const settlement of settlements) {
          this.#settleNow(settlement).then(
            () => {
              if (this.#answered(settlement)) settlement.resolve();
            },
            (error: unknown) => {
              if (this.#answered(settlement)) settlement.reject(error);
            },
          );
        }
      }
      if (this.#waiting.size > 0) this.#nextTurn();
      else this.#turnIsDue = false;
    });
  }

  #settleNow(settlement: Settlement): Promise<void> {
    const { message, together, outcome } = settlement;
    if (outcome.kind === 'complete' && outcome.sends !== undefined) {
      return this.#completeAndSend(together ?? [message], outcome.sends);
    }
    const link = linkOf(message);
    if (link !== undefined && !link.is_open()) return settleNow(this.#receiver, byLockToken(message), outcome);
    settlement.link = link;
    if (link !== undefined && link !== this.#link) this.#watch(link);
    return settleNow(this.#receiver, message, outcome);
  }

  #watch(link: RheaLink): void {
    this.#link = link;
    whenLost(link, () => {
      for (const settlement of this.#onTheirWay) {
        if (settlement.link === link && this.#answered(settlement)) settlement.reject(new LinkLostError());
      }
    });
  }

  /** @returns whether it was not before */
  #answered(settlement: Settlement): boolean {
    if (!this.#onTheirWay.delete(settlement)) return false;
    if (this.#onTheirWay.size === 0) this.#onQuiet?.();
    return true;
  }
}

/** A link was lost before the broker answered what was settled on it: it has happened, or the message comes again. */
export class LinkLostError extends Error {
  override readonly name = 'LinkLostError';

  constructor() {
    super('the link was lost before the broker answered: it is settled, or comes again when its lock expires');
  }
}

let sendingOutcomes = 0;

/** Outcomes with the same key may leave in the same turn: what the broker then reads is right for each. */
function keyOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'complete':
      // In a transaction of its own it is like no other.
      return outcome.sends === undefined ? outcome.kind : `complete and send ${(sendingOutcomes += 1)}`;
    case 'abandon':
      return outcome.properties === undefined ? outcome.kind : JSON.stringify(outcome.properties);
    case 'dead-letter':
      return JSON.stringify([outcome.reason, outcome.description, outcome.properties]);
  }
}

function settleNow(receiver: Settler, message: ServiceBusReceivedMessage, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'complete':
      return receiver.completeMessage(message);
    case 'abandon':
      return receiver.abandonMessage(message, outcome.properties);
    case 'dead-letter':
      return receiver.deadLetterMessage(message, {
        ...outcome.properties,
        deadLetterReason: outcome.reason.slice(0, maxDeadLetterTextLength),
        deadLetterErrorDescription: outcome.description.slice(0, maxDeadLetterTextLength),
      });
  }
}

function refuseToSend(): Promise<void> {
  return Promise.reject(new Error('this receiver cannot send: make its processor with completeAndSend'));
}
