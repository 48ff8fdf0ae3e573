import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import type { Journal } from '../engine/journal.js';
import type { BrokerMessage, MessageState } from '../engine/message.js';
import { EncodedMessage } from '../message/encoded-message.js';
import { schema, schemaVersion } from './schema.js';
import type { Recovered, Store } from './store.js';

/** Name of the journal in a broker's data directory. */
export const journalFile = 'journal.sqlite';

/** The data directory cannot be used. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** How long to wait before a commit that failed is tried again, in milliseconds. */
const retryDelay = 1000;

interface MessageRow {
  readonly id: number;
  readonly queue: number;
  readonly sequence_number: number;
  readonly enqueued_sequence_number: number | null;
  readonly state: MessageState;
  readonly enqueued_time: number;
  readonly expires_at: number | null;
  readonly scheduled_for: number | null;
  readonly was_scheduled: number;
  readonly delivery_count: number;
  readonly dead_letter_source: string | null;
  readonly content: Buffer;
}

/**
 * A store in one SQLite file: WAL, synchronous=FULL, and a commit for all that was recorded in a turn of the event
 * loop, so that a thousand messages that arrive together cost one sync of the disk.
 */
export class SqliteStore implements Store {
  readonly #database: Database.Database;
  /** The last state of all that changed since the last commit. */
  readonly #messages = new Map<number, BrokerMessage>();
  readonly #sequences = new Map<string, { queueId: number; partition: number; next: number }>();
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
    mkdirSync(directory, { recursive: true });
    const file = join(directory, journalFile);
    this.#database = open(file);
    this.#write = this.#prepareWrite();
    const failure = (): Error | undefined => this.#failure;
    this.journal = {
      record: (message) => this.#record(message),
      recordSequence: (queueId, partition, next) => this.#recordSequence(queueId, partition, next),
      whenDurable: (callback) => this.#whenDurable(callback),
      get failure() {
        return failure();
      },
    };
  }

  queueIdOf(path: string): number {
    const key = path.toLowerCase();
    this.#database.prepare('INSERT INTO message_queue (path) VALUES (?) ON CONFLICT DO NOTHING').run(key);
    return this.#database.prepare('SELECT id FROM message_queue WHERE path = ?').pluck().get(key) as number;
  }

  recover(): Recovered {
    const database = this.#database;
    const rows = database.prepare<[], MessageRow>('SELECT * FROM message ORDER BY queue, sequence_number');
    return {
      messages: {
        *[Symbol.iterator]() {
          for (const row of rows.iterate()) yield asMessage(row);
        },
      },
      sequences: database
        .prepare<[], { queueId: number; partition: number; next: number }>(
          'SELECT queue AS queueId, partition, next FROM sequence',
        )
        .all(),
      lastMessageId: database.prepare('SELECT coalesce(max(id), 0) FROM message').pluck().get() as number,
    };
  }

  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys {
    const made = generateKeys();
    this.#database
      .prepare('INSERT INTO shared_access_key VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(entity.toLowerCase(), rule, made.primaryKey, made.secondaryKey);
    return this.#database
      .prepare<[string, string], SharedAccessKeys>(
        'SELECT primary_key AS primaryKey, secondary_key AS secondaryKey FROM shared_access_key WHERE entity = ? AND rule = ?',
      )
      .get(entity.toLowerCase(), rule) as SharedAccessKeys;
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#commit();
    this.#waiting = [];
    this.#database.close();
  }

  #record(message: BrokerMessage): void {
    this.#messages.set(message.id, message);
    this.#scheduleCommit();
  }

  #recordSequence(queueId: number, partition: number, next: number): void {
    this.#sequences.set(`${queueId}/${partition}`, { queueId, partition, next });
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
      if (this.#messages.size > 0 || this.#sequences.size > 0) this.#write();
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

  /** One transaction that writes all that changed, and forgets it once it is on disk. */
  #prepareWrite(): () => void {
    const columns = [
      'id',
      'queue',
      'sequence_number',
      'enqueued_sequence_number',
      'state',
      'enqueued_time',
      'expires_at',
      'scheduled_for',
      'was_scheduled',
      'delivery_count',
      'dead_letter_source',
      'content',
    ];
    const database = this.#database;
    const put = database.prepare(
      `INSERT OR REPLACE INTO message (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    const remove = database.prepare('DELETE FROM message WHERE id = ?');
    const putSequence = database.prepare('INSERT OR REPLACE INTO sequence (queue, partition, next) VALUES (?, ?, ?)');
    const writeAll = database.transaction(() => {
      for (const message of this.#messages.values()) {
        if (!message.removed) put.run(...asRow(message));
        else if (message.stored) remove.run(message.id);
      }
      for (const { queueId, partition, next } of this.#sequences.values()) putSequence.run(queueId, partition, next);
    });
    return () => {
      writeAll();
      for (const message of this.#messages.values()) message.stored = true;
      this.#messages.clear();
      this.#sequences.clear();
    };
  }
}

function open(file: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    // Exclusive: the lock is held until the broker ends, however it ends, and keeps a second broker out.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    prepareSchema(database, file);
    return database;
  } catch (error) {
    database?.close();
    throw asStoreError(error, file);
  }
}

function prepareSchema(database: Database.Database, file: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > schemaVersion) {
    throw new StoreError(
      `The journal ${file} has format ${version}; this broker knows formats up to ${schemaVersion}. ` +
        'Start the newer broker that wrote it, or choose another data directory.',
    );
  }
  if (version === schemaVersion) return;
  database.transaction(() => {
    database.exec(schema);
    database.pragma(`user_version = ${schemaVersion}`);
  })();
}

function asStoreError(error: unknown, file: string): Error {
  if (error instanceof StoreError) return error;
  const code = error instanceof Database.SqliteError ? error.code : undefined;
  if (code?.startsWith('SQLITE_BUSY')) {
    return new StoreError(
      `The journal ${file} belongs to another broker that is running. Stop that one, or choose another data directory.`,
    );
  }
  if (code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT')) {
    return new StoreError(
      `The journal ${file} is damaged (${(error as Error).message}). ` +
        'Restore a copy of it, or move it away to start empty.',
    );
  }
  return new StoreError(`The journal ${file} cannot be opened: ${error instanceof Error ? error.message : error}`);
}

function asRow(message: BrokerMessage): readonly unknown[] {
  return [
    message.id,
    message.queueId,
    message.sequenceNumber,
    message.enqueuedSequenceNumber ?? null,
    message.state,
    message.enqueuedTime,
    message.expiresAt === Infinity ? null : message.expiresAt,
    message.scheduledFor ?? null,
    message.wasScheduled ? 1 : 0,
    message.deliveryCount,
    message.deadLetterSource ?? null,
    message.content.bytes,
  ];
}

function asMessage(row: MessageRow): BrokerMessage {
  return {
    id: row.id,
    queueId: row.queue,
    content: EncodedMessage.decode(row.content),
    sequenceNumber: row.sequence_number,
    enqueuedSequenceNumber: row.enqueued_sequence_number ?? undefined,
    state: row.state,
    enqueuedTime: row.enqueued_time,
    expiresAt: row.expires_at ?? Infinity,
    scheduledFor: row.scheduled_for ?? undefined,
    wasScheduled: row.was_scheduled === 1,
    deliveryCount: row.delivery_count,
    deadLetterSource: row.dead_letter_source ?? undefined,
    lock: undefined,
    removed: false,
    stored: true,
    deadline: undefined,
  };
}
