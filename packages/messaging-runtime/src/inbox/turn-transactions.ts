import type Database from 'better-sqlite3';

interface Waiting {
  readonly work: (database: Database.Database) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits all work of one turn of the event loop in one transaction: a hundred messages that are handled together cost one
 * sync of the disk. Work that fails is undone alone.
 */
export class TurnTransactions {
  readonly #database: Database.Database;
  readonly #attempt: (work: Waiting['work']) => unknown;
  readonly #attemptAll: (waiting: readonly Waiting[]) => readonly (() => void)[];
  #waiting: Waiting[] = [];

  constructor(database: Database.Database) {
    this.#database = database;
    // Within another transaction this one is a savepoint.
    this.#attempt = database.transaction((work: Waiting['work']) => work(database));
    this.#attemptAll = database.transaction((waiting: readonly Waiting[]) =>
      waiting.map((each) => this.#answerOf(each)),
    ).immediate;
  }

  /**
   * Does work at the end of the turn.
   *
   * @returns what it returned, once that is on disk
   * @throws what it threw, or why it could not be brought to disk: then nothing of it is done
   */
  run<Result>(work: (database: Database.Database) => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.commit());
    });
  }

  /** Does now what waits for the end of the turn. */
  commit(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      for (const answer of this.#attemptAll(waiting)) answer();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #answerOf({ work, resolve, reject }: Waiting): () => void {
    try {
      const result = this.#attempt(work);
      return () => resolve(result as never);
    } catch (error) {
      // Some errors undo the whole transaction: what comes next would be outside of it.
      if (!this.#database.inTransaction) throw error;
      return () => reject(error);
    }
  }
}
