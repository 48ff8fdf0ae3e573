import type Database from 'better-sqlite3';

import { checkRow, type ColumnValue, rowChecksum } from './row-checksum.js';
import { migrations, schemaVersion } from './schema.js';

/**
 * Makes a database of the newest format out of one of an earlier format, in one transaction.
 *
 * @param version 0 for an empty one.
 * @throws DamagedRowError when a row that is written anew is not as it was written.
 */
export function migrate(database: Database.Database, version: number): void {
  database.function('row_checksum', { varargs: true }, (...values) => rowChecksum(values as ColumnValue[]));
  database.function('is_as_written', { varargs: true }, (what, checksum, ...values) => {
    checkRow(what as string, checksum as number | null, values as ColumnValue[]);
    return 1;
  });
  database.transaction(() => {
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.pragma(`user_version = ${schemaVersion}`);
  })();
}

/** SQLite's number of the mode in which a file gives space back when it is told to. */
const incremental = 2;

/** Lets an empty database give the space of deleted rows back; any other one has to be written anew for that. */
export function reclaimSpace(database: Database.Database): void {
  if (database.pragma('auto_vacuum', { simple: true }) === incremental) return;
  database.pragma('auto_vacuum = INCREMENTAL');
  if (database.pragma('page_count', { simple: true }) !== 0) database.exec('VACUUM');
}
