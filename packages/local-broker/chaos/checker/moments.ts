import { absent, type Change } from './ledger.js';
import type { Violation } from './violation.js';

/**
 * What one client did, one thing after another, each acknowledged before the next was asked for. What is there afterwards
 * is what was there at one moment of it.
 */
export class Moments {
  readonly #operations: (readonly Change[])[] = [];

  /** How many operations there were. */
  get count(): number {
    return this.#operations.length;
  }

  /** To be called before the broker is asked. @returns how many operations there are now. */
  did(changes: readonly Change[]): number {
    return this.#operations.push(changes);
  }

  /** @returns what is there at the end. */
  get last(): ReadonlyMap<string, string> {
    return this.#at(this.count);
  }

  /**
   * @param least how many operations are there for certain.
   * @returns what is wrong with that being there now.
   */
  judge(found: ReadonlyMap<string, string>, least: number): readonly Violation[] {
    const states = new Map<string, string>();
    const different = new Set(found.keys());
    for (let count = 0; ; count += 1) {
      if (count >= least && different.size === 0) return [];
      const operation = this.#operations[count];
      if (operation === undefined) break;
      for (const { thing, to } of operation) {
        states.set(thing, to);
        if ((found.get(thing) ?? absent) === to) different.delete(thing);
        else different.add(thing);
      }
    }
    return this.#differences(found, least);
  }

  /** What is there of no moment is told by how it differs from the first that it may be. */
  #differences(found: ReadonlyMap<string, string>, least: number): readonly Violation[] {
    const [possible, last] = [this.#at(least), this.last];
    const changedLater = new Set(this.#operations.slice(least).flatMap((changes) => changes.map(({ thing }) => thing)));
    const violations: Violation[] = [];
    for (const thing of new Set([...found.keys(), ...possible.keys()])) {
      const [is, was] = [found.get(thing) ?? absent, possible.get(thing) ?? absent];
      if (is === was || changedLater.has(thing)) continue;
      const what = `${thing} is ${is}, not ${was}`;
      if (is === absent) violations.push({ kind: 'lost', what });
      else if (!last.has(thing)) violations.push({ kind: 'unknown', what });
      else violations.push({ kind: was === absent ? 'resurrected' : 'misplaced', what });
    }
    if (violations.length > 0) return violations;
    return [{ kind: 'half transactions', what: 'some of the last operations are there, and earlier ones are not' }];
  }

  #at(count: number): ReadonlyMap<string, string> {
    return new Map(this.#operations.slice(0, count).flatMap((changes) => changes.map(({ thing, to }) => [thing, to])));
  }
}
