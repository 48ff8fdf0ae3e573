import type Database from 'better-sqlite3';

import type { Clock } from '../engine/clock.js';

/** How often to look, in milliseconds: with less to do, a commit wakes it again. */
const interval = 1000;

/** Between two steps where there is more to give back, in milliseconds. */
const stepPause = 50;

/** Pages that one step gives back at most: 4 MiB, which takes some milliseconds. */
const stepPages = 1024;

/** Free pages, 16 MiB, that a busy journal keeps at least: it will write there again. */
const keptPages = 4096;

/**
 * Gives the disk space of deleted messages back. While messages come and go, free pages are written anew, and the file
 * keeps no more of them than it has others. Once nothing was committed for a second, it keeps none, and the write-ahead
 * log is emptied.
 */
export class SpaceReclaimer {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  #isBusy = false;
  #stop: (() => void) | undefined;

  constructor(database: Database.Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** To be called after each commit. */
  committed(): void {
    this.#isBusy = true;
    if (this.#stop === undefined) this.#wakeIn(interval);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #wakeIn(milliseconds: number): void {
    this.#stop = this.#clock.wakeAt(this.#clock.now() + milliseconds, () => this.#wake());
  }

  #wake(): void {
    this.#stop = undefined;
    const wasBusy = this.#isBusy;
    this.#isBusy = false;
    try {
      if (this.#step(wasBusy)) this.#wakeIn(stepPause);
      else if (wasBusy) this.#wakeIn(interval);
    } catch {
      // The disk may be full. The next commit says so to those who wait for it, and wakes this again.
    }
  }

  /** @returns whether there is more to give back. */
  #step(isBusy: boolean): boolean {
    const free = this.#pages('freelist_count');
    const superfluous = isBusy ? free - Math.max(keptPages, this.#pages('page_count') - free) : free;
    if (superfluous > 0) this.#database.pragma(`incremental_vacuum(${Math.min(superfluous, stepPages)})`);
    if (superfluous > stepPages) return true;
    if (!isBusy) this.#database.pragma('wal_checkpoint(TRUNCATE)');
    return false;
  }

  #pages(which: 'freelist_count' | 'page_count'): number {
    return this.#database.pragma(which, { simple: true }) as number;
  }
}
