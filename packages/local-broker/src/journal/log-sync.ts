import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** Brings all that was written to a file to its disk, and calls back. */
export type SyncFile = (descriptor: number, callback: (error: Error | null) => void) => void;

/**
 * Brings the write-ahead log to its disk while the event loop goes on, which a commit with `synchronous=FULL` would keep
 * waiting. Opening the log beside SQLite is safe: its locks are on the database.
 */
export class LogSync {
  #count = 0;
  #milliseconds = 0;
  #begunAt = 0;
  readonly #log: string;
  readonly #syncFile: SyncFile;
  #descriptor: number | undefined;
  #onDone: ((error?: Error) => void) | undefined;

  /** @param file the journal's, whose log lies beside it. */
  constructor(file: string, syncFile: SyncFile = fdatasync) {
    this.#log = `${file}-wal`;
    this.#syncFile = syncFile;
  }

  /** How often the disk was waited for so far. */
  get count(): number {
    return this.#count;
  }

  /** How long it was waited for so far. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  get isUnderWay(): boolean {
    return this.#onDone !== undefined;
  }

  /** One at a time. @param onDone hears of it once all that was written before is on disk, or why it is not. */
  begin(onDone: (error?: Error) => void): void {
    this.#onDone = onDone;
    this.#begunAt = performance.now();
    try {
      this.#syncFile(this.#open(), (error) => {
        if (this.#onDone === onDone) this.#end(error ?? undefined);
      });
    } catch (error) {
      this.#end(error as Error);
    }
  }

  /** Waits for what is under way. */
  finish(): void {
    if (!this.isUnderWay) return;
    try {
      fdatasyncSync(this.#open());
      this.#end();
    } catch (error) {
      this.#end(error as Error);
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(): number {
    // Windows syncs only what may be written.
    return (this.#descriptor ??= openSync(this.#log, 'r+'));
  }

  #end(error?: Error): void {
    const onDone = this.#onDone;
    this.#onDone = undefined;
    this.#count += 1;
    this.#milliseconds += performance.now() - this.#begunAt;
    onDone?.(error);
  }
}
