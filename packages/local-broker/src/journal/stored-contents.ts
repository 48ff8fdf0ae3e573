import type Database from 'better-sqlite3';

import type { StoredContents } from '../engine/message-residence.js';
import { EncodedMessage } from '../message/encoded-message.js';
import { asStoreError, type StoreError } from './open-journal.js';
import { checkRow, DamagedRowError } from './row-checksum.js';

type ContentRow = readonly [id: number, checksum: number | null, content: Buffer];

/** Reads contents out of the journal. */
export class SqliteContents implements StoredContents {
  readonly #file: string;
  readonly #readAll: Database.Statement<[string], ContentRow>;
  readonly #readOne: Database.Statement<[number], ContentRow>;
  readonly #report: StoredContents['report'];

  /** @param report hears of messages that cannot be read. */
  constructor(database: Database.Database, file: string, report: StoredContents['report']) {
    this.#file = file;
    this.#report = report;
    const select = 'SELECT id, content_checksum, content FROM message WHERE id';
    this.#readAll = database.prepare<[string], ContentRow>(`${select} IN (SELECT value FROM json_each(?))`).raw();
    this.#readOne = database.prepare<[number], ContentRow>(`${select} = ?`).raw();
  }

  *read(ids: readonly number[]): Generator<readonly [number, EncodedMessage]> {
    for (const row of this.#rowsOf(ids)) {
      const content = contentIn(row);
      if (content instanceof EncodedMessage) yield [row[0], content];
    }
  }

  failureOf(id: number): StoreError {
    try {
      const row = this.#readOne.get(id);
      return asStoreError(row ? contentIn(row) : new DamagedRowError(`message ${id} is missing`), this.#file);
    } catch (error) {
      return asStoreError(error, this.#file);
    }
  }

  report(message: Parameters<StoredContents['report']>[0], failure: Error): void {
    this.#report(message, failure);
  }

  /** A page that is damaged must not keep what is on others from being read. */
  #rowsOf(ids: readonly number[]): readonly ContentRow[] {
    try {
      return this.#readAll.all(JSON.stringify(ids));
    } catch {
      return ids.flatMap((id) => this.#rowOf(id));
    }
  }

  /** Nothing where it cannot be read; {@link failureOf} tells why. */
  #rowOf(id: number): readonly ContentRow[] {
    try {
      const row = this.#readOne.get(id);
      return row ? [row] : [];
    } catch {
      return [];
    }
  }
}

/** Bytes of contents that are checked when a broker starts: what takes some tenths of a second to read. */
const checkedAtStart = 64 * 1024 * 1024;

/**
 * Checks contents before anything is done with them, unless there are so many that the start would take long: damage to
 * those is found when they are read.
 *
 * @param size bytes of all of them.
 * @throws DamagedRowError, or BrokerError `amqp:decode-error`.
 */
export function checkContents(database: Database.Database, size: number): void {
  if (size > checkedAtStart) return;
  const rows = database.prepare<[], ContentRow>('SELECT id, content_checksum, content FROM message').raw();
  for (const row of rows.iterate()) {
    const content = contentIn(row);
    if (content instanceof Error) throw content;
  }
}

/** The content, or what is wrong with it. */
function contentIn([id, checksum, bytes]: ContentRow): EncodedMessage | Error {
  try {
    checkRow(`the content of message ${id}`, checksum, [id, bytes]);
    return EncodedMessage.stored(bytes);
  } catch (error) {
    return error as Error;
  }
}
