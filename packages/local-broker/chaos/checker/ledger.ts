import type { Violation } from './violation.js';

/** The state of a thing that is not there, or no longer. */
export const absent = 'absent';

/** The state of a message that a receiver may be given. */
export const active = 'active';

/**
 * What an operation makes of a thing. A thing is whatever has one state at a time: a message in one queue, what is kept
 * with a session, an entity. The states' names are free, but for {@link absent} and {@link active}.
 */
export interface Change {
  readonly thing: string;
  readonly to: string;
}

type Outcome = 'open' | 'confirmed' | 'refused';

/** Something that a client asked for, which may change several things, all of them or none. */
export class Operation {
  outcome: Outcome = 'open';
  readonly #onConfirmed: () => void;

  constructor(
    readonly name: string,
    onConfirmed: () => void,
  ) {
    this.#onConfirmed = onConfirmed;
  }

  /** The broker said that it is done: from now on it has to be. */
  confirm(): void {
    if (this.outcome !== 'open') return;
    this.outcome = 'confirmed';
    this.#onConfirmed();
  }

  /** The broker said that it is not done: from now on it may not be. */
  refuse(): void {
    if (this.outcome === 'open') this.outcome = 'refused';
  }
}

interface Step {
  readonly operation: Operation;
  readonly to: string;
}

/** A thing: what it was when last seen, and what was asked of it since, in that order. */
interface History {
  seen: string;
  steps: readonly Step[];
}

/**
 * What clients asked for and what was acknowledged of it; holds that against what is there after the broker was killed.
 *
 * The broker keeps what it did in the order in which it did it. So a thing may be in the state after any of its steps
 * from the last confirmed one on, and an operation happened to all of its things or to none.
 */
export class Ledger {
  readonly #things = new Map<string, History>();
  /** Those with steps. */
  readonly #touched = new Set<string>();
  readonly #delivered = new Set<string>();
  readonly #acknowledged = new Map<string, number>();

  /** How many operations were confirmed, by the verbs that their names begin with. */
  get acknowledged(): ReadonlyMap<string, number> {
    return this.#acknowledged;
  }

  /** To be called before the broker is asked. @param name for people; begins with a verb. */
  begin(name: string, changes: readonly Change[]): Operation {
    const operation = new Operation(name, () => this.#count(name));
    for (const { thing, to } of changes) {
      const history = this.#things.get(thing) ?? { seen: absent, steps: [] };
      history.steps = [...history.steps, { operation, to }];
      this.#things.set(thing, history);
      this.#touched.add(thing);
    }
    return operation;
  }

  #count(name: string): void {
    const verb = name.split(' ', 1)[0] ?? '';
    this.#acknowledged.set(verb, (this.#acknowledged.get(verb) ?? 0) + 1);
  }

  /** Whether the thing is in that state beyond any doubt. */
  isCertainly(thing: string, state: string): boolean {
    const history = this.#things.get(thing);
    return history !== undefined && possibleStates(history).every((possible) => possible === state);
  }

  /** Whether a receiver was ever given the message. */
  wasDelivered(thing: string): boolean {
    return this.#delivered.has(thing);
  }

  /**
   * @param expected the state in which a message is given to that receiver.
   * @returns what is wrong with a message being given to a receiver now.
   */
  delivered(thing: string, expected = active): readonly Violation[] {
    this.#delivered.add(thing);
    const history = this.#things.get(thing);
    if (history === undefined) return [{ kind: 'unknown', what: `${thing} was delivered` }];
    const last = stepsOf(history).at(-1);
    const state = last?.to ?? history.seen;
    if (state === expected) return [];
    return [{ kind: 'resurrected', what: `${thing} was delivered after '${last?.operation.name ?? state}'` }];
  }

  /**
   * Compares with all that is there, while nobody asks for anything. What was found counts from then on, and answers to
   * what was asked for before are not heard any more.
   */
  observe(found: Iterable<readonly [thing: string, state: string]>): readonly Violation[] {
    const states = new Map<string, string>();
    const violations: Violation[] = [];
    for (const [thing, state] of found) {
      if (states.has(thing)) violations.push({ kind: 'doubled', what: `${thing} was found twice` });
      else if (!this.#things.has(thing)) violations.push({ kind: 'unknown', what: `${thing} was found ${state}` });
      states.set(thing, state);
    }
    for (const [thing, history] of this.#things) {
      const violation = judge(thing, history, states.get(thing) ?? absent);
      if (violation) violations.push(violation);
    }
    violations.push(...this.#halves(states));
    this.#settle(states);
    return violations;
  }

  #halves(states: ReadonlyMap<string, string>): readonly Violation[] {
    const done = new Map<Operation, string>();
    const undone = new Map<Operation, string>();
    for (const thing of this.#touched) {
      const history = this.#things.get(thing);
      if (history === undefined) continue;
      for (const [operation, happened] of happenings(history, states.get(thing) ?? absent)) {
        if (happened === 'yes') done.set(operation, thing);
        if (happened === 'no') undone.set(operation, thing);
      }
    }
    return [...done]
      .filter(([operation]) => undone.has(operation))
      .map(([operation, thing]) => ({
        kind: 'half transactions',
        what: `'${operation.name}' happened to ${thing}, but not to ${undone.get(operation)}`,
      }));
  }

  #settle(states: ReadonlyMap<string, string>): void {
    this.#touched.clear();
    for (const thing of states.keys())
      if (!this.#things.has(thing)) this.#things.set(thing, { seen: absent, steps: [] });
    for (const [thing, history] of this.#things) {
      history.seen = states.get(thing) ?? absent;
      history.steps = [];
    }
  }
}

/** What was not refused: a refused operation left no trace. */
function stepsOf({ steps }: History): readonly Step[] {
  return steps.filter(({ operation }) => operation.outcome !== 'refused');
}

/** The state before the first step and after each. */
function statesOf(history: History): readonly string[] {
  return [history.seen, ...stepsOf(history).map(({ to }) => to)];
}

/** How many steps happened at least. */
function certainSteps(history: History): number {
  return stepsOf(history).findLastIndex(({ operation }) => operation.outcome === 'confirmed') + 1;
}

function possibleStates(history: History): readonly string[] {
  return statesOf(history).slice(certainSteps(history));
}

function judge(thing: string, history: History, found: string): Violation | undefined {
  const possible = possibleStates(history);
  if (possible.includes(found)) return undefined;
  const what = `${thing} is ${found}, not ${[...new Set(possible)].join(' or ')}`;
  if (found === absent) return { kind: 'lost', what };
  const wasOnce = statesOf(history).slice(0, certainSteps(history)).includes(found);
  return { kind: wasOnce || possible.every((state) => state === absent) ? 'resurrected' : 'misplaced', what };
}

type Happened = 'yes' | 'no' | 'perhaps';

/** Which of its steps a thing in that state went through. */
function happenings(history: History, found: string): readonly (readonly [Operation, Happened])[] {
  const steps = stepsOf(history);
  const certain = certainSteps(history);
  const counts = statesOf(history).flatMap((state, count) => (count >= certain && state === found ? [count] : []));
  if (counts.length === 0) return [];
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return steps.map(({ operation }, index) => {
    const happened = index < least ? 'yes' : index >= most ? 'no' : 'perhaps';
    return [operation, happened] as const;
  });
}
