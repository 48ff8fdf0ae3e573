/**
 * The tables of a broker's journal. Anyone may open the file with sqlite3 and look; only one broker at a time may own
 * it.
 *
 * Rows of `message` are found by `id` alone: it grows with every message, so that inserts and deletes touch the ends of
 * the table, and no second index has to be kept.
 */
const version1 = `
CREATE TABLE message_queue (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL REFERENCES message_queue (id),
  sequence_number INTEGER NOT NULL,
  enqueued_sequence_number INTEGER,
  state TEXT NOT NULL CHECK (state IN ('active', 'scheduled', 'deferred')),
  enqueued_time INTEGER NOT NULL,
  expires_at INTEGER,
  scheduled_for INTEGER,
  was_scheduled INTEGER NOT NULL,
  delivery_count INTEGER NOT NULL,
  dead_letter_source TEXT,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE sequence (
  queue INTEGER NOT NULL REFERENCES message_queue (id),
  partition INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (queue, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE shared_access_key (
  entity TEXT NOT NULL,
  rule TEXT NOT NULL,
  primary_key TEXT NOT NULL,
  secondary_key TEXT NOT NULL,
  PRIMARY KEY (entity, rule)
) STRICT, WITHOUT ROWID;
`;

/**
 * Forwarding counts hops on messages; duplicate detection keeps a history. The rows of a history are written at its end
 * and removed from its beginning.
 */
const version2 = `
ALTER TABLE message ADD COLUMN forward_hops INTEGER NOT NULL DEFAULT 0;

CREATE TABLE accepted_message (
  queue INTEGER NOT NULL REFERENCES message_queue (id),
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (queue, number)
) STRICT, WITHOUT ROWID;
`;

/** Sessions keep a state of the application's. */
const version3 = `
CREATE TABLE session_state (
  queue INTEGER NOT NULL REFERENCES message_queue (id),
  session TEXT NOT NULL,
  state BLOB NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (queue, session)
) STRICT, WITHOUT ROWID;
`;

/**
 * What the entities are and when they were made. `base` is what the stack said of an entity when `definition` was
 * written, and absent for one that the stack does not have; `definition` is absent for one that was deleted.
 */
const version4 = `
CREATE TABLE entity (
  path TEXT PRIMARY KEY,
  base TEXT,
  definition TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Each row has a checksum of what is in it; rows of before have none. */
const version5 = [
  'message_queue',
  'message',
  'sequence',
  'shared_access_key',
  'accepted_message',
  'session_state',
  'entity',
]
  .map((table) => `ALTER TABLE ${table} ADD COLUMN checksum INTEGER;`)
  .join('\n');

/**
 * The columns that a broker reads of every message when it starts come before the content, so that it need not read
 * contents to get at them; so there is a checksum of each. A message that is in a session says in which. The functions
 * `row_checksum` and `is_as_written` are the broker's own.
 */
const version6 = `
CREATE TABLE message_with_content_last (
  id INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL REFERENCES message_queue (id),
  sequence_number INTEGER NOT NULL,
  enqueued_sequence_number INTEGER,
  forward_hops INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'scheduled', 'deferred')),
  enqueued_time INTEGER NOT NULL,
  expires_at INTEGER,
  scheduled_for INTEGER,
  was_scheduled INTEGER NOT NULL,
  delivery_count INTEGER NOT NULL,
  dead_letter_source TEXT,
  session_id TEXT,
  checksum INTEGER,
  content_checksum INTEGER,
  content BLOB NOT NULL
) STRICT;

INSERT INTO message_with_content_last
  SELECT id, queue, sequence_number, enqueued_sequence_number, forward_hops, state, enqueued_time, expires_at,
    scheduled_for, was_scheduled, delivery_count, dead_letter_source, NULL,
    row_checksum(id, queue, sequence_number, enqueued_sequence_number, forward_hops, state, enqueued_time, expires_at,
      scheduled_for, was_scheduled, delivery_count, dead_letter_source, NULL, length(content)),
    row_checksum(id, content), content
  FROM message
  WHERE is_as_written('message ' || id, checksum, id, queue, sequence_number, enqueued_sequence_number, forward_hops, state,
    enqueued_time, expires_at, scheduled_for, was_scheduled, delivery_count, dead_letter_source, content)
  ORDER BY id;

DROP TABLE message;
ALTER TABLE message_with_content_last RENAME TO message;
`;

/** What makes each version out of the one before it; the first, out of an empty file. Those that exist never change. */
export const migrations: readonly string[] = [version1, version2, version3, version4, version5, version6];

export const schemaVersion = migrations.length;
