import { absent, active, type Ledger } from './ledger.js';
import type { Violation } from './violation.js';

interface Acceptance {
  /** The last message that came, by its place in the session. */
  last: number;
}

/** Messages of a session, which its only sender numbered upwards. */
interface SessionMessages {
  readonly things: Map<number, string>;
  acceptance: Acceptance;
}

/** Watches that messages of each session come in their order, none overtaking another that is there as well. */
export class SessionOrder {
  readonly #ledger: Ledger;
  readonly #sessions = new Map<string, SessionMessages>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** @param thing the message's name in the ledger. */
  sent(session: string, number: number, thing: string): void {
    this.#of(session).things.set(number, thing);
  }

  /** A receiver has the session: messages begin again with the first that is left. */
  accepted(session: string): void {
    this.#of(session).acceptance = { last: -1 };
  }

  /** The message is to come again, while none behind it is held. */
  handedBack(session: string, number: number): void {
    this.#of(session).acceptance = { last: number - 1 };
  }

  delivered(session: string, number: number): readonly Violation[] {
    const { acceptance, things } = this.#of(session);
    const { last } = acceptance;
    acceptance.last = number;
    if (number <= last) return [{ kind: 'out of order', what: `${session}: ${number} came after ${last}` }];
    const overtaken: number[] = [];
    for (const [before, thing] of things) {
      if (before >= number) break;
      if (this.#ledger.isCertainly(thing, absent)) things.delete(before);
      else if (before > last && this.#ledger.isCertainly(thing, active)) overtaken.push(before);
    }
    if (overtaken.length === 0) return [];
    return [{ kind: 'out of order', what: `${session}: ${number} came before ${overtaken.join(', ')}` }];
  }

  #of(session: string): SessionMessages {
    const known = this.#sessions.get(session) ?? { things: new Map(), acceptance: { last: -1 } };
    this.#sessions.set(session, known);
    return known;
  }
}

/** @param numbers of a session's messages as they stand in its queue. */
export function disorderIn(session: string, numbers: readonly number[]): readonly Violation[] {
  const index = numbers.findIndex((number, at) => at > 0 && number <= (numbers[at - 1] as number));
  if (index < 0) return [];
  return [{ kind: 'out of order', what: `${session}: ${numbers[index]} stands behind ${numbers[index - 1]}` }];
}
