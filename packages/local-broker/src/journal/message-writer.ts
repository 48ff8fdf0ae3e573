import type Database from 'better-sqlite3';

import type { BrokerMessage } from '../engine/message.js';
import { asIndexRow, columns, contentChecksum } from './message-row.js';
import type { ColumnValue } from './row-checksum.js';

/** Rows that one statement puts: SQLite takes a third less time for them than for as many statements. */
const rowsAtOnce = 16;

const putColumns = [...columns, 'checksum', 'content_checksum', 'content'];

/** @returns a function that writes the messages as they are now, in the transaction it is called in. */
export function prepareMessageWriter(
  database: Database.Database,
  hasQueue: (queueId: number) => boolean,
): (messages: Iterable<BrokerMessage>) => void {
  const putOne = prepareToPut(database, 1);
  const putSome = prepareToPut(database, rowsAtOnce);
  const update = database.prepare(
    `UPDATE message SET ${columns.map((each) => `${each} = ?`).join(', ')}, checksum = ? WHERE id = ?`,
  );
  const remove = database.prepare('DELETE FROM message WHERE id = ?');
  return (messages) => {
    let put: ColumnValue[] = [];
    for (const message of messages) {
      if (message.removed || !hasQueue(message.queueId)) {
        if (message.isStored) remove.run(message.id);
      } else if (message.isContentUnwritten) {
        addRow(put, message);
        if (put.length < rowsAtOnce * putColumns.length) continue;
        putSome.run(put);
        put = [];
      } else {
        update.run(asIndexRow(message), message.id);
      }
    }
    for (let at = 0; at < put.length; at += putColumns.length) putOne.run(put.slice(at, at + putColumns.length));
  };
}

function prepareToPut(database: Database.Database, rows: number): Database.Statement<[readonly ColumnValue[]]> {
  const row = `(${putColumns.map(() => '?').join(', ')})`;
  return database.prepare(
    `INSERT OR REPLACE INTO message (${putColumns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')}`,
  );
}

function addRow(rows: ColumnValue[], message: BrokerMessage): void {
  const { bytes } = message.content;
  for (const value of asIndexRow(message)) rows.push(value);
  rows.push(contentChecksum(message.id, bytes), bytes);
}
