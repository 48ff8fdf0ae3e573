import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { OutboxError } from './outbox-error.js';

/**
 * `sequence` is the order of acceptance. A settled order keeps its row for a while, without its body, so that its status
 * is known and its request is recognized.
 */
const firstSchema = `
  CREATE TABLE outbox_order (
    sequence INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE,
    idempotency_key TEXT,
    fingerprint BLOB NOT NULL,
    route TEXT NOT NULL,
    session_id TEXT,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'accepted' CHECK (state IN ('accepted', 'published', 'refused')),
    accepted_at INTEGER NOT NULL,
    settled_at INTEGER,
    refusal TEXT
  ) STRICT;
  CREATE UNIQUE INDEX order_of_key ON outbox_order (idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX waiting_order ON outbox_order (route, sequence) WHERE state = 'accepted';
  CREATE INDEX settled_order ON outbox_order (settled_at) WHERE settled_at IS NOT NULL;
  CREATE TABLE writable_at (id INTEGER PRIMARY KEY CHECK (id = 1), time INTEGER NOT NULL) STRICT;
`;

/** What makes each format of the file of the one before, the first of nothing. Those that were released never change. */
const migrations: readonly string[] = [
  firstSchema,
  // The trace of the request that an order came with.
  'ALTER TABLE outbox_order ADD COLUMN traceparent TEXT; ALTER TABLE outbox_order ADD COLUMN tracestate TEXT;',
];

/** How long to wait for another process to let the file go, in milliseconds: one that was just killed needs a moment. */
const lockTimeout = 300;

/** Bytes that the write-ahead log keeps once all that is in it is in the database. */
const longestIdleLog = 4 * 1024 * 1024;

/**
 * Opens the outbox, and makes it if it is not there. What is committed is on disk; nobody else can open it meanwhile, so
 * that no two processes publish the same orders.
 *
 * @throws {@link OutboxError} if another process has it, a newer version wrote it, or it cannot be read or written
 */
export function openOutbox(file: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    // Orders are nobody else's business; the write-ahead log gets the rights of the file.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    database = new Database(file, { timeout: lockTimeout });
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma(`journal_size_limit = ${longestIdleLog}`);
    prepareSchema(database, file);
    return database;
  } catch (error) {
    database?.close();
    throw asOutboxError(error, file);
  }
}

function prepareSchema(database: Database.Database, file: string): void {
  // Writes, so that the lock is had from the start on.
  database.exec('BEGIN IMMEDIATE');
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new OutboxError(
      `The outbox ${file} has format ${version}; this version knows formats up to ${migrations.length}. ` +
        'Start the newer version that wrote it, or choose another file with --outbox-file.',
    );
  }
  for (const migration of migrations.slice(version)) database.exec(migration);
  database.pragma(`user_version = ${migrations.length}`);
  database.exec('COMMIT');
}

function asOutboxError(error: unknown, file: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  const text = error instanceof Error ? error.message : String(error);
  if (typeof code === 'string' && code.startsWith('SQLITE_BUSY')) {
    return new OutboxError(
      `The outbox ${file} belongs to another order-api that is running. Stop that one, or choose another file with --outbox-file.`,
    );
  }
  if (typeof code === 'string' && /^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(code)) {
    return new OutboxError(
      `The outbox ${file} is damaged (${text}). Restore a copy of it and of its -wal file, or move them away to start empty.`,
    );
  }
  return new OutboxError(
    `The outbox ${file} cannot be used: ${text}. Choose a file that can be written, with --outbox-file.`,
    { cause: error },
  );
}
