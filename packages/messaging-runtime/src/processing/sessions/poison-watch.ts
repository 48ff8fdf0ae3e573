import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Outcome } from '../settlement-lane.js';
import type { PoisonPolicy } from './session-work.js';

/** Reason of messages that are dead-lettered because one before them in their session was. */
export const poisonedSessionReason = 'PoisonedSession';

/** Tells which messages of a session follow one that was dead-lettered. */
export class PoisonWatch {
  readonly #sessionId: string;
  readonly #followsPoison: boolean;
  #fate: Outcome | undefined;
  /** The message that was handed back last, if it has to be the next one. */
  #expected: ServiceBusReceivedMessage | undefined;

  constructor(policy: PoisonPolicy, sessionId: string) {
    this.#followsPoison = policy === 'dead-letter-session';
    this.#sessionId = sessionId;
  }

  /** Whether it knows something of the messages that come next that another holder of the session would not. */
  get isAtWork(): boolean {
    return this.#fate !== undefined || this.#expected !== undefined;
  }

  /** How a message ends without being handled; undefined if it is to be handled. */
  fateOf(message: ServiceBusReceivedMessage): Outcome | undefined {
    const expected = this.#expected;
    this.#expected = undefined;
    // It was handed back once too often, and the broker itself has dead-lettered it.
    if (expected !== undefined && !isSame(expected, message) && !hasExpired(expected)) {
      this.#poison(expected, 'it was delivered as often as its queue allows');
    }
    return this.#fate;
  }

  /** A message ends so. */
  see(message: ServiceBusReceivedMessage, outcome: Outcome): void {
    if (!this.#followsPoison) return;
    if (outcome.kind === 'abandon') this.#expected = message;
    if (outcome.kind === 'dead-letter') this.#poison(message, outcome.reason);
  }

  #poison({ messageId }: ServiceBusReceivedMessage, reason: string): void {
    const description = `message ${String(messageId)}, before this one in session ${this.#sessionId}, was dead-lettered: ${reason}`;
    this.#fate = { kind: 'dead-letter', reason: poisonedSessionReason, description };
  }
}

function isSame(one: ServiceBusReceivedMessage, other: ServiceBusReceivedMessage): boolean {
  return one.sequenceNumber?.toString() === other.sequenceNumber?.toString();
}

function hasExpired({ expiresAtUtc }: ServiceBusReceivedMessage): boolean {
  return expiresAtUtc !== undefined && expiresAtUtc.getTime() <= Date.now();
}
