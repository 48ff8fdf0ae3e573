import { deserialize, serialize } from 'node:v8';
import type Database from 'better-sqlite3';
import { problemOf } from '../errors.js';
import type { Outgoing } from '../processing/complete-and-send.js';
import type { InboxRecord } from './inbox-store.js';

/** A message in the table. */
export interface FoundMessage extends InboxRecord {
  /** Moment until which a process is at it, in milliseconds since the epoch; null when none is. */
  readonly claimedUntil: number | null;
  /** Moment at which it was done; null while it is not. */
  readonly doneAt: number | null;
}

interface Row {
  readonly claimed_until: number | null;
  readonly done_at: number | null;
  readonly delivery: string;
  readonly sends: Buffer | null;
}

const schema = `
  CREATE TABLE IF NOT EXISTS message_inbox (
    scope         TEXT NOT NULL,
    message_id    TEXT NOT NULL,
    owner         TEXT,
    claimed_until INTEGER,
    done_at       INTEGER,
    delivery      TEXT NOT NULL DEFAULT '',
    sends         BLOB,
    PRIMARY KEY (scope, message_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS message_inbox_by_done_at ON message_inbox (done_at);
  CREATE INDEX IF NOT EXISTS message_inbox_by_owner ON message_inbox (owner) WHERE owner IS NOT NULL;
`;

/** Rows that one transaction forgets, so that others who write need not wait for long. */
const prunedAtOnce = 1_000;

/** The table of an inbox. Whoever calls it has a transaction open. */
export class SqliteInboxTable {
  readonly #scope: string;
  readonly #owner: string;
  readonly #find: Database.Statement<[string, string], Row>;
  readonly #claim: Database.Statement<[string, string, string, number]>;
  readonly #done: Database.Statement<[string, string, number, string, Buffer | null]>;
  readonly #release: Database.Statement<[string, string, string]>;
  readonly #keep: Database.Statement<[number, string]>;
  readonly #prune: Database.Statement<[number, number, number]>;

  /** @param owner the process that claims */
  constructor(database: Database.Database, scope: string, owner: string) {
    this.#scope = scope;
    this.#owner = owner;
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.transaction(() => database.exec(schema)).immediate();
    this.#find = database.prepare(
      'SELECT claimed_until, done_at, delivery, sends FROM message_inbox WHERE scope = ? AND message_id = ?',
    );
    this.#claim = database.prepare(
      `INSERT INTO message_inbox (scope, message_id, owner, claimed_until) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET owner = excluded.owner, claimed_until = excluded.claimed_until`,
    );
    this.#done = database.prepare(
      `INSERT INTO message_inbox (scope, message_id, done_at, delivery, sends) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET owner = NULL, claimed_until = NULL,
         done_at = excluded.done_at, delivery = excluded.delivery, sends = excluded.sends
       WHERE done_at IS NULL`,
    );
    this.#release = database.prepare(
      'DELETE FROM message_inbox WHERE scope = ? AND message_id = ? AND owner = ? AND done_at IS NULL',
    );
    this.#keep = database.prepare('UPDATE message_inbox SET claimed_until = ? WHERE owner = ?');
    this.#prune = database.prepare(
      `DELETE FROM message_inbox WHERE (scope, message_id) IN (
         SELECT scope, message_id FROM message_inbox WHERE done_at < ? OR (done_at IS NULL AND claimed_until < ?) LIMIT ?
       )`,
    );
  }

  find(messageId: string): FoundMessage | undefined {
    const row = this.#find.get(this.#scope, messageId);
    if (row === undefined) return undefined;
    const { claimed_until: claimedUntil, done_at: doneAt, delivery, sends } = row;
    return { claimedUntil, doneAt, delivery, sends: sends === null ? [] : (deserialize(sends) as Outgoing[]) };
  }

  claim(messageId: string, until: number): void {
    this.#claim.run(this.#scope, messageId, this.#owner, until);
  }

  /** @throws Error if what is to be sent cannot be kept */
  done(messageId: string, { delivery, sends }: InboxRecord, at: number): void {
    this.#done.run(this.#scope, messageId, at, delivery, sends.length === 0 ? null : serialized(sends));
  }

  release(messageId: string): void {
    this.#release.run(this.#scope, messageId, this.#owner);
  }

  keepClaims(until: number): void {
    this.#keep.run(until, this.#owner);
  }

  /** @returns how many it has forgotten: 0 when there are no more */
  prune(before: number): number {
    return this.#prune.run(before, before, prunedAtOnce).changes;
  }
}

function serialized(sends: readonly Outgoing[]): Buffer {
  try {
    return serialize(sends);
  } catch (error) {
    const entities = [...new Set(sends.map(({ entity }) => entity))].join(', ');
    throw new Error(
      `What is to be sent to ${entities} cannot be kept in the inbox: ${problemOf(error)} — send plain values and buffers`,
      { cause: error },
    );
  }
}
