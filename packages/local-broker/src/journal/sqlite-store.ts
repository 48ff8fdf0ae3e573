import { join } from 'node:path';

import type Database from 'better-sqlite3';

import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import type { AcceptedKey, Journal, SessionStateRecord } from '../engine/journal.js';
import type { BrokerMessage } from '../engine/message.js';
import { asMessage, asRow, columns, type MessageRow } from './message-row.js';
import { asStoreError, openJournal, StoreError } from './open-journal.js';
import { QueueNumbers } from './queue-numbers.js';
import type { EntityRow, Recovered, Store } from './store.js';

/** Name of the journal in a broker's data directory. */
export const journalFile = 'journal.sqlite';

/** How long to wait before a commit that failed is tried again, in milliseconds. */
const retryDelay = 1000;

/**
 * A store in one SQLite file: WAL, synchronous=FULL, and a commit for all that was recorded in a turn of the event
 * loop, so that a thousand messages that arrive together cost one sync of the disk.
 */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #database: Database.Database;
  /** The last state of all that changed since the last commit. */
  readonly #messages = new Map<number, BrokerMessage>();
  readonly #sequences = new Map<string, { queueId: number; partition: number; next: number }>();
  #accepted: AcceptedKey[] = [];
  /** By queue: the number up to which its history is no longer needed. */
  readonly #forgotten = new Map<number, number>();
  /** By queue and session. */
  readonly #sessionStates = new Map<string, SessionStateRecord>();
  /** By path; undefined for what is forgotten. */
  readonly #entities = new Map<string, EntityRow | undefined>();
  readonly #queueNumbers: QueueNumbers;
  #waiting: ((error?: Error) => void)[] = [];
  #scheduled = false;
  #retry: NodeJS.Timeout | undefined;
  #failure: Error | undefined;

  readonly #write: () => void;

  readonly journal: Journal;

  /**
   * Opens the journal in a directory, which is made when it is not there.
   *
   * @throws StoreError when another broker owns it, or a newer version wrote it, or it is damaged.
   */
  constructor(directory: string) {
    this.#file = join(directory, journalFile);
    this.#database = openJournal(directory, this.#file);
    this.#queueNumbers = this.#use((database) => new QueueNumbers(database));
    this.#write = this.#prepareWrite();
    const failure = (): Error | undefined => this.#failure;
    this.journal = {
      record: (message) => this.#record(message),
      recordSequence: (queueId, partition, next) => this.#recordSequence(queueId, partition, next),
      recordAccepted: (accepted) => this.#recordAccepted(accepted),
      forgetAccepted: (queueId, upTo) => this.#forgetAccepted(queueId, upTo),
      recordSessionState: (record) => this.#recordSessionState(record),
      forgetQueue: (queueId) => this.#forgetQueue(queueId),
      whenDurable: (callback) => this.#whenDurable(callback),
      get failure() {
        return failure();
      },
    };
  }

  queueIdOf(path: string): number {
    const id = this.#queueNumbers.of(path);
    if (this.#queueNumbers.hasChanges) this.#scheduleCommit();
    return id;
  }

  entities(): readonly EntityRow[] {
    return this.#use((database) =>
      database
        .prepare<[], EntityRow>(
          'SELECT path, base, definition, created_at AS createdAt, updated_at AS updatedAt FROM entity ORDER BY path',
        )
        .all(),
    );
  }

  recordEntity(path: string, row: EntityRow | undefined): void {
    this.#entities.set(path, row);
    this.#scheduleCommit();
  }

  /** @throws StoreError, be it here or while the messages are read, when the journal is damaged. */
  recover(): Recovered {
    return this.#use((database) => ({
      messages: this.#storedMessages(),
      sequences: database
        .prepare<[], { queueId: number; partition: number; next: number }>(
          'SELECT queue AS queueId, partition, next FROM sequence',
        )
        .all(),
      accepted: this.#storedAccepted(),
      sessionStates: database
        .prepare<[], SessionStateRecord>(
          'SELECT queue AS queueId, session AS sessionId, state, time FROM session_state',
        )
        .all(),
      lastMessageId: database.prepare('SELECT coalesce(max(id), 0) FROM message').pluck().get() as number,
    }));
  }

  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys {
    const made = generateKeys();
    return this.#use((database) => {
      database
        .prepare('INSERT INTO shared_access_key VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .run(entity.toLowerCase(), rule, made.primaryKey, made.secondaryKey);
      return database
        .prepare<[string, string], SharedAccessKeys>(
          'SELECT primary_key AS primaryKey, secondary_key AS secondaryKey FROM shared_access_key WHERE entity = ? AND rule = ?',
        )
        .get(entity.toLowerCase(), rule) as SharedAccessKeys;
    });
  }

  replaceSharedAccessKeys(entity: string, keys: ReadonlyMap<string, SharedAccessKeys>): void {
    const owner = entity.toLowerCase();
    this.#use((database) =>
      database.transaction(() => {
        database.prepare('DELETE FROM shared_access_key WHERE entity = ?').run(owner);
        const insert = database.prepare('INSERT INTO shared_access_key VALUES (?, ?, ?, ?)');
        for (const [rule, { primaryKey, secondaryKey }] of keys) insert.run(owner, rule, primaryKey, secondaryKey);
      })(),
    );
  }

  /** @throws StoreError when what is left cannot be written; the file is let go all the same. */
  close(): void {
    if (!this.#database.open) return;
    this.#commit();
    clearTimeout(this.#retry);
    this.#database.close();
    if (this.#failure === undefined) return;
    throw new StoreError(
      `The journal ${this.#file} could not be written: ${this.#failure.message}. ` +
        'What changed since its last commit is lost; nobody was told that it was kept. Make room on its disk.',
    );
  }

  *#storedMessages(): Generator<BrokerMessage> {
    try {
      const rows = this.#database.prepare<[], MessageRow>('SELECT * FROM message ORDER BY queue, sequence_number');
      for (const row of rows.iterate()) yield asMessage(row);
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
  }

  *#storedAccepted(): Generator<AcceptedKey> {
    try {
      yield* this.#database
        .prepare<[], AcceptedKey>(
          'SELECT queue AS queueId, number, key, time FROM accepted_message ORDER BY queue, number',
        )
        .iterate();
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
  }

  #use<T>(work: (database: Database.Database) => T): T {
    try {
      return work(this.#database);
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
  }

  #record(message: BrokerMessage): void {
    this.#messages.set(message.id, message);
    this.#scheduleCommit();
  }

  #recordSequence(queueId: number, partition: number, next: number): void {
    this.#sequences.set(`${queueId}/${partition}`, { queueId, partition, next });
    this.#scheduleCommit();
  }

  #recordAccepted(accepted: AcceptedKey): void {
    this.#accepted.push(accepted);
    this.#scheduleCommit();
  }

  #forgetAccepted(queueId: number, upTo: number): void {
    this.#forgotten.set(queueId, upTo);
    this.#scheduleCommit();
  }

  #recordSessionState(record: SessionStateRecord): void {
    this.#sessionStates.set(`${record.queueId}/${record.sessionId}`, record);
    this.#scheduleCommit();
  }

  #forgetQueue(queueId: number): void {
    this.#queueNumbers.forget(queueId);
    this.#scheduleCommit();
  }

  #whenDurable(callback: (error?: Error) => void): void {
    this.#waiting.push(callback);
    this.#scheduleCommit();
  }

  /** At the end of the turn, so that all that one read from the sockets brought shares a commit. */
  #scheduleCommit(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      if (this.#database.open) this.#commit();
    });
  }

  #commit(): void {
    this.#scheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      if (this.#hasChanges) this.#write();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        if (this.#database.open) this.#commit();
      }, retryDelay).unref();
    }
    for (const callback of waiting) callback(this.#failure);
  }

  get #hasChanges(): boolean {
    return (
      this.#queueNumbers.hasChanges ||
      [
        this.#messages.size,
        this.#sequences.size,
        this.#accepted.length,
        this.#forgotten.size,
        this.#sessionStates.size,
        this.#entities.size,
      ].some((changes) => changes > 0)
    );
  }

  /** One transaction that writes all that changed, and forgets it once it is on disk. */
  #prepareWrite(): () => void {
    const database = this.#database;
    const numbers = this.#queueNumbers;
    const put = database.prepare(
      `INSERT OR REPLACE INTO message (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    const remove = database.prepare('DELETE FROM message WHERE id = ?');
    const putSequence = database.prepare('INSERT OR REPLACE INTO sequence (queue, partition, next) VALUES (?, ?, ?)');
    const putAccepted = database.prepare(
      'INSERT OR REPLACE INTO accepted_message (queue, number, key, time) VALUES (?, ?, ?, ?)',
    );
    const forget = database.prepare('DELETE FROM accepted_message WHERE queue = ? AND number <= ?');
    const putState = database.prepare(
      'INSERT OR REPLACE INTO session_state (queue, session, state, time) VALUES (?, ?, ?, ?)',
    );
    const removeState = database.prepare('DELETE FROM session_state WHERE queue = ? AND session = ?');
    const putEntity = database.prepare(
      'INSERT OR REPLACE INTO entity (path, base, definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
    );
    const removeEntity = database.prepare('DELETE FROM entity WHERE path = ?');
    const writeQueueNumbers = numbers.prepareWrite(database);
    const writeAll = database.transaction(() => {
      writeQueueNumbers();
      for (const [path, row] of this.#entities) {
        if (row) putEntity.run(path, row.base, row.definition, row.createdAt, row.updatedAt);
        else removeEntity.run(path);
      }
      for (const message of this.#messages.values()) {
        if (!message.removed && numbers.has(message.queueId)) put.run(...asRow(message));
        else if (message.stored) remove.run(message.id);
      }
      for (const { queueId, partition, next } of this.#sequences.values()) {
        if (numbers.has(queueId)) putSequence.run(queueId, partition, next);
      }
      for (const { queueId, number, key, time } of this.#accepted) {
        if (numbers.has(queueId)) putAccepted.run(queueId, number, key, time);
      }
      for (const [queueId, upTo] of this.#forgotten) forget.run(queueId, upTo);
      for (const { queueId, sessionId, state, time } of this.#sessionStates.values()) {
        if (state === undefined) removeState.run(queueId, sessionId);
        else if (numbers.has(queueId)) putState.run(queueId, sessionId, state, time);
      }
    });
    return () => {
      writeAll();
      for (const message of this.#messages.values()) message.stored = true;
      this.#messages.clear();
      this.#sequences.clear();
      this.#accepted = [];
      this.#forgotten.clear();
      this.#sessionStates.clear();
      this.#entities.clear();
      this.#queueNumbers.written();
    };
  }
}
