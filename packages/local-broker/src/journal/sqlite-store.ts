import { join } from 'node:path';

import type Database from 'better-sqlite3';

import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import type { AcceptedKey, Journal, SessionStateRecord } from '../engine/journal.js';
import type { BrokerMessage } from '../engine/message.js';
import { asMessage, type MessageRow } from './message-row.js';
import { asStoreError, openJournal, StoreError } from './open-journal.js';
import { PendingChanges } from './pending-changes.js';
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
  readonly #queueNumbers: QueueNumbers;
  readonly #changes: PendingChanges;
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
    this.#changes = new PendingChanges(this.#queueNumbers);
    this.#write = this.#changes.prepareWrite(this.#database);
    const failure = (): Error | undefined => this.#failure;
    this.journal = {
      record: (message) => this.#record((changes) => changes.message(message)),
      recordSequence: (queueId, partition, next) =>
        this.#record((changes) => changes.sequence(queueId, partition, next)),
      recordAccepted: (accepted) => this.#record((changes) => changes.accepted(accepted)),
      forgetAccepted: (queueId, upTo) => this.#record((changes) => changes.forgottenUpTo(queueId, upTo)),
      recordSessionState: (record) => this.#record((changes) => changes.sessionState(record)),
      forgetQueue: (queueId) => this.#record(() => this.#queueNumbers.forget(queueId)),
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
    this.#record((changes) => changes.entity(path, row));
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

  #record(change: (changes: PendingChanges) => void): void {
    change(this.#changes);
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
      if (this.#changes.areThere) this.#write();
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
}
