import type Database from 'better-sqlite3';

import { checkRow, rowChecksum } from './row-checksum.js';

/**
 * The numbers under which the journal knows message queues. A number that was given up is not given out again by the
 * same broker: rows that name it may still be on their way to the disk.
 */
export class QueueNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #paths = new Map<number, string>();
  readonly #added = new Map<number, string>();
  readonly #forgotten = new Set<number>();
  #last = 0;

  /** @throws DamagedRowError */
  constructor(database: Database.Database) {
    const rows = database.prepare<[], { readonly id: number; readonly path: string; readonly checksum: number | null }>(
      'SELECT id, path, checksum FROM message_queue ORDER BY id',
    );
    for (const { id, path, checksum } of rows.iterate()) {
      checkRow(`message queue ${id}`, checksum, [id, path]);
      this.#use(path, id);
    }
  }

  get hasChanges(): boolean {
    return this.#added.size > 0 || this.#forgotten.size > 0;
  }

  /** The number of the message queue at that path, given out on first use. */
  of(path: string): number {
    const key = path.toLowerCase();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const id = this.#last + 1;
    this.#use(key, id);
    this.#added.set(id, key);
    return id;
  }

  /** In lower case; undefined where no message queue has the number. */
  pathOf(id: number): string | undefined {
    return this.#paths.get(id);
  }

  /** Whether a message queue has the number; rows of one that was forgotten have no place any more. */
  has(id: number): boolean {
    return this.#paths.has(id);
  }

  /** The message queue goes, with its messages; its path gets another number when it is used again. */
  forget(id: number): void {
    const path = this.#paths.get(id);
    if (path === undefined) return;
    this.#paths.delete(id);
    this.#numbers.delete(path);
    if (!this.#added.delete(id)) this.#forgotten.add(id);
  }

  /** @returns a function that writes the changes in the transaction it is called in, before all rows of messages. */
  prepareWrite(database: Database.Database): () => void {
    const forget = ['message', 'accepted_message', 'sequence', 'session_state'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE queue = ?`),
    );
    const remove = database.prepare('DELETE FROM message_queue WHERE id = ?');
    const add = database.prepare('INSERT INTO message_queue (id, path, checksum) VALUES (?, ?, ?)');
    return () => {
      for (const id of this.#forgotten) for (const statement of [...forget, remove]) statement.run(id);
      for (const [id, path] of this.#added) add.run(id, path, rowChecksum([id, path]));
    };
  }

  /** What changed is on disk. */
  written(): void {
    this.#added.clear();
    this.#forgotten.clear();
  }

  #use(path: string, id: number): void {
    this.#numbers.set(path, id);
    this.#paths.set(id, path);
    this.#last = id;
  }
}
