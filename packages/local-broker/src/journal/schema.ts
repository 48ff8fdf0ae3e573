/**
 * The tables of a broker's journal. Anyone may open the file with sqlite3 and look; only one broker at a time may own
 * it.
 *
 * Rows of `message` are found by `id` alone: it grows with every message, so that inserts and deletes touch the ends of
 * the table, and no second index has to be kept.
 */
export const schemaVersion = 1;

export const schema = `
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
