import { existsSync, mkdirSync, statSync } from 'node:fs';

import Database from 'better-sqlite3';
import { z } from 'zod';

import { BrokerError } from '../engine/errors.js';
import { migrate, reclaimSpace } from './migrate.js';
import { createJournal } from './new-journal.js';
import { OpenMarker } from './open-marker.js';
import { DamagedRowError } from './row-checksum.js';
import { schemaVersion } from './schema.js';
import { isLogDamaged } from './write-ahead-log.js';

/** The data directory cannot be used. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * How long to wait for another broker to let the journal go, in milliseconds: one that was just killed needs a moment,
 * one that runs keeps it for good.
 */
const lockTimeout = 300;

/** Bytes that the write-ahead log keeps once all that is in it is in the database. */
const longestIdleLog = 16 * 1024 * 1024;

/**
 * Opens the journal and keeps every other broker out of it.
 *
 * @param directory made when it is not there.
 * @throws StoreError when another broker owns the journal, or a newer version wrote it, or it is damaged.
 */
export function openJournal(directory: string, file: string): Database.Database {
  const marker = new OpenMarker(file);
  let database: Database.Database | undefined;
  let hadLog = false;
  try {
    mkdirSync(directory, { recursive: true });
    hadLog = existsSync(logOf(file));
    createOrRefuse(file, marker);
    refuseDamagedLog(file);
    database = new Database(file, { timeout: lockTimeout });
    // Exclusive: the lock is held until the broker ends, however it ends, and keeps a second broker out.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma(`journal_size_limit = ${longestIdleLog}`);
    prepareSchema(database, file);
    reclaimSpace(database);
    marker.set();
    return database;
  } catch (error) {
    database?.close();
    // SQLite has taken the log into the journal.
    if (hadLog && !existsSync(logOf(file))) marker.remove();
    throw asStoreError(error, file);
  }
}

/** Lets the journal go, in an order that a kill may interrupt anywhere. */
export function closeJournal(database: Database.Database, file: string): void {
  new OpenMarker(file).remove();
  database.close();
}

function logOf(file: string): string {
  return `${file}-wal`;
}

/**
 * SQLite would begin an empty journal where there is none or one without a byte, and delete the log that belonged to it.
 * A journal that is there is never opened here: closing it again would undo the locks that this process has on it.
 */
function createOrRefuse(file: string, marker: OpenMarker): void {
  const length = lengthOf(file);
  const log = logOf(file);
  const logLength = lengthOf(log);
  if (length === undefined && !logLength) return createJournal(file);
  if (length === undefined) throw damaged(file, `it is gone, and its write-ahead log ${log} is there`);
  if (length === 0) throw damaged(file, 'it is empty');
  if (logLength !== undefined || !marker.isThere) return;
  throw new StoreError(
    `The journal ${file} is damaged (the broker that had it last did not end by itself, and its write-ahead log ${log} ` +
      'is gone, with what was acknowledged last). Restore the log, or delete ' +
      `${marker.file} to start without it: nothing is lost if another program opened the journal since, and took the log in.`,
  );
}

function lengthOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

/**
 * To be called before the journal is opened: SQLite takes what it can read of the log into the database, and then deletes
 * the log. Reading the log by other means is safe: SQLite has its locks on other files.
 */
function refuseDamagedLog(file: string): void {
  const log = logOf(file);
  if (!isLogDamaged(log)) return;
  // A broker that runs writes while we read. Who only reads learns of it, and leaves the log as it is.
  const database = new Database(file, { readonly: true, timeout: lockTimeout });
  try {
    database.pragma('user_version');
  } finally {
    database.close();
  }
  throw damaged(file, `its write-ahead log ${log} has commits behind a frame that is not as it was written`);
}

function damaged(file: string, why: string): StoreError {
  return new StoreError(
    `The journal ${file} is damaged (${why}). Restore a copy of it and of its -wal file, or move them away to start empty.`,
  );
}

function prepareSchema(database: Database.Database, file: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > schemaVersion) {
    throw new StoreError(
      `The journal ${file} has format ${version}; this broker knows formats up to ${schemaVersion}. ` +
        'Start the newer broker that wrote it, or choose another data directory.',
    );
  }
  if (version < 1) throw damaged(file, `its format is ${version}, which no broker ever wrote`);
  refuseDamagedPages(database, file);
  if (version === schemaVersion) return;
  migrate(database, version);
}

/** Reads every page, a million messages in less than half a second: a row that SQLite cannot find is not missed otherwise. */
function refuseDamagedPages(database: Database.Database, file: string): void {
  const found = database.pragma('quick_check(1)', { simple: true }) as string;
  if (found !== 'ok') throw damaged(file, found.replace('*** in database main ***', '').trim().replaceAll('\n', '; '));
}

/** A message that cannot be decoded is damage as well: only decoded ones were ever written. */
function isDamagedRow(error: unknown): boolean {
  return error instanceof DamagedRowError || error instanceof BrokerError;
}

/**
 * Statements are the broker's own: one that SQLite does not understand, or that breaks a rule of a table, shows that the
 * table is not what it was.
 */
const damageCodes = /^SQLITE_(ERROR$|NOTADB|CORRUPT|CONSTRAINT|IOERR_SHORT_READ)/;

function isDamageCode(code: string | undefined): boolean {
  return code !== undefined && damageCodes.test(code);
}

const anError = z.object({ message: z.string(), code: z.string().optional() });

export function asStoreError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  // By shape and not by class: the native module makes its errors with the class of whoever loaded it first.
  const { code, message } = anError.safeParse(error).data ?? { code: undefined, message: String(error) };
  if (code?.startsWith('SQLITE_BUSY')) {
    return new StoreError(
      `The journal ${file} belongs to another broker that is running. Stop that one, or choose another data directory.`,
    );
  }
  if (isDamageCode(code) || isDamagedRow(error)) {
    return damaged(file, message);
  }
  return new StoreError(`The journal ${file} cannot be used: ${message}. Choose a data directory that you may write.`);
}
