import type Database from 'better-sqlite3';

import type { AcceptedKey, SessionStateRecord } from '../engine/journal.js';
import type { ContentSource } from '../engine/message.js';
import { asMessage, type IndexRow, selectIndex } from './message-row.js';
import { checkRow, type ColumnValue } from './row-checksum.js';
import { checkContents } from './stored-contents.js';
import type { EntityRow, Recovered, RecoveredMessage } from './store.js';

/** A row as it is read, with the checksum that it was written with. */
type Stored<Row> = Row & { readonly checksum: number | null };

interface Table<Row> {
  readonly sql: string;
  /** What it says of a row that is damaged. */
  readonly name: (row: Row) => string;
  /** In the order in which they were written. */
  readonly values: (row: Row) => readonly ColumnValue[];
}

const sequenceTable: Table<Recovered['sequences'][number]> = {
  sql: 'SELECT queue AS queueId, partition, next, checksum FROM sequence',
  name: ({ queueId, partition }) => `the next sequence number of message queue ${queueId}, partition ${partition},`,
  values: ({ queueId, partition, next }) => [queueId, partition, next],
};

const acceptedTable: Table<AcceptedKey> = {
  sql: 'SELECT queue AS queueId, number, key, time, checksum FROM accepted_message ORDER BY queue, number',
  name: ({ queueId, number }) => `number ${number} of what message queue ${queueId} accepted`,
  values: ({ queueId, number, key, time }) => [queueId, number, key, time],
};

const sessionStateTable: Table<SessionStateRecord & { readonly state: Buffer }> = {
  sql: 'SELECT queue AS queueId, session AS sessionId, state, time, checksum FROM session_state',
  name: ({ queueId, sessionId }) => `the state of session '${sessionId}' of message queue ${queueId}`,
  values: ({ queueId, sessionId, state, time }) => [queueId, sessionId, state, time],
};

const entityTable: Table<EntityRow> = {
  sql: 'SELECT path, base, definition, created_at AS createdAt, updated_at AS updatedAt, checksum FROM entity ORDER BY path',
  name: ({ path }) => `what is known of '${path}'`,
  values: ({ path, base, definition, createdAt, updatedAt }) => [path, base, definition, createdAt, updatedAt],
};

/** @throws DamagedRowError while it is read, at a row that is not as it was written. */
function* readRows<Row>(database: Database.Database, { sql, name, values }: Table<Row>): Generator<Row> {
  for (const { checksum, ...rest } of database.prepare<[], Stored<Row>>(sql).iterate()) {
    const row = rest as Row;
    checkRow(name(row), checksum, values(row));
    yield row;
  }
}

/**
 * In the order in which they were accepted. Reads as it is iterated: there may be many.
 *
 * @param source reads their contents.
 */
export function* storedMessages(database: Database.Database, source: ContentSource): Generator<RecoveredMessage> {
  const select = database.prepare<[number], string>(selectIndex).pluck();
  let rows: IndexRow[];
  let [last, size] = [0, 0];
  do {
    rows = JSON.parse(select.get(last) as string) as IndexRow[];
    last = rows.at(-1)?.[0] ?? last;
    for (const row of rows) {
      const recovered = asMessage(row, source);
      size += recovered.message.size;
      yield recovered;
    }
  } while (rows.length > 0);
  checkContents(database, size);
}

export function storedSequences(database: Database.Database): Recovered['sequences'] {
  return [...readRows(database, sequenceTable)];
}

/** Reads as it is iterated: there may be many. */
export function storedAccepted(database: Database.Database): Generator<AcceptedKey> {
  return readRows(database, acceptedTable);
}

export function storedSessionStates(database: Database.Database): readonly SessionStateRecord[] {
  return [...readRows(database, sessionStateTable)];
}

export function storedEntities(database: Database.Database): readonly EntityRow[] {
  return [...readRows(database, entityTable)];
}
