/** Runs work in one transaction. It throws, and nothing is changed, if the work throws or cannot be brought to disk. */
export type RunTransaction = (work: () => void) => void;

/**
 * Gathers what is to be written in one turn of the event loop into one transaction: a disk takes as long for one order as
 * for a hundred.
 */
export class GroupCommit {
  readonly #transaction: RunTransaction;
  #pending: { readonly work: () => () => void; readonly fail: (error: unknown) => void }[] = [];

  constructor(transaction: RunTransaction) {
    this.#transaction = transaction;
  }

  /**
   * Runs the work with all other of this turn. Work sees what work before it wrote, though it is not committed yet.
   *
   * @returns what the work returned, once that is on disk
   */
  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.flush());
      this.#pending.push({
        work: () => {
          const result = work();
          return () => resolve(result);
        },
        fail: reject,
      });
    });
  }

  /** Commits what has come so far, without waiting for the end of the turn. */
  flush(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    const answers: (() => void)[] = [];
    try {
      this.#transaction(() => {
        for (const { work } of pending) answers.push(work());
      });
    } catch (error) {
      for (const { fail } of pending) fail(error);
      return;
    }
    for (const answer of answers) answer();
  }
}
