import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type Database from 'better-sqlite3';
import { inboxDefaults } from '../defaults.js';
import { problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { deliveryOf, inboxIdOf, type InboxEntry, type InboxRecord, type InboxStore } from './inbox-store.js';
import { SqliteInboxTable } from './sqlite-inbox-table.js';
import { TurnTransactions } from './turn-transactions.js';

export interface SqliteInboxOptions {
  /** File of the database, made when it is not there. It may hold other tables: those that the effects are in. */
  readonly file: string;
  /** What the effects belong to: the entity, and the handler's name where it has several. Ids are unique in a scope. */
  readonly scope: string;
  /** Milliseconds that a message is remembered for, at the least. Defaults are {@link inboxDefaults}. */
  readonly window?: number;
  /** Milliseconds after which another process takes over what a process that died was at. */
  readonly lease?: number;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
}

/** How an effect went that is to be there once. */
export type OnceResult<Result> =
  /** It took place now. */
  | { readonly state: 'new'; readonly result: Result }
  /** It was there: by this message, which is delivered again since it could not be completed. */
  | { readonly state: 'again' }
  /** It was there: by another message with the same id. */
  | { readonly state: 'duplicate' };

/** How long a process waits for another that writes, in milliseconds. */
const busyTimeout = 10_000;

/**
 * Opens an inbox in a SQLite file, which any number of processes of this machine may share. The file is in WAL mode, and
 * what is noted is on disk.
 *
 * @throws Error if the file cannot be opened
 */
export async function openSqliteInbox(options: SqliteInboxOptions): Promise<SqliteInbox> {
  // Loaded by those only who have an inbox.
  const { default: Sqlite } = await import('better-sqlite3');
  mkdirSync(dirname(options.file), { recursive: true });
  let database: Database.Database | undefined;
  try {
    database = new Sqlite(options.file, { timeout: busyTimeout });
    return new SqliteInbox(database, options);
  } catch (error) {
    database?.close();
    throw new Error(
      `Cannot open the inbox ${options.file}: ${problemOf(error)} — it must be a SQLite database that may be written to`,
      { cause: error },
    );
  }
}

/** An inbox in a SQLite file. Close it when done. */
export class SqliteInbox implements InboxStore {
  readonly #database: Database.Database;
  readonly #table: SqliteInboxTable;
  readonly #turns: TurnTransactions;
  readonly #claims = new Set<string>();
  readonly #lease: number;
  readonly #now: () => number;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(database: Database.Database, options: SqliteInboxOptions) {
    const { scope, window = inboxDefaults.window, lease = inboxDefaults.lease, log, now = Date.now } = options;
    this.#database = database;
    this.#table = new SqliteInboxTable(database, scope, randomUUID());
    this.#turns = new TurnTransactions(database);
    this.#lease = lease;
    this.#now = now;
    const warn = (problem: unknown): void => log.warn({ problem: problemOf(problem) }, 'inbox not kept up');
    const prune = (): void => {
      this.prune(new Date(now() - window)).then((pruned) => log.debug({ pruned }, 'inbox pruned'), warn);
    };
    this.#timers = [
      setInterval(() => void this.#keepClaims().catch(warn), lease / 3),
      setInterval(prune, inboxDefaults.pruneInterval),
    ];
    // What they are for keeps the process alive; they must not.
    for (const timer of this.#timers) timer.unref();
    prune();
  }

  /**
   * Has an effect take place once, in the transaction that notes it: whenever the process dies, both are there or neither.
   *
   * @param effect reads and writes by the database, and waits for nothing. What it throws undoes it
   * @returns whether it took place now, once that is on disk
   * @throws what the effect throws
   */
  once<Result>(
    message: ServiceBusReceivedMessage,
    effect: (database: Database.Database) => Result,
  ): Promise<OnceResult<Result>> {
    const id = inboxIdOf(message);
    const delivery = deliveryOf(message);
    return this.#turns.run((database): OnceResult<Result> => {
      const entry = this.#table.find(id);
      if (entry?.doneAt != null) return { state: entry.delivery === delivery ? 'again' : 'duplicate' };
      const result = checkDone(effect(database));
      this.#table.done(id, { delivery, sends: [] }, this.#now());
      return { state: 'new', result };
    });
  }

  async begin(messageId: string): Promise<InboxEntry> {
    const entry = await this.#turns.run((): InboxEntry => {
      const found = this.#table.find(messageId);
      if (found?.doneAt != null) return { state: 'done', delivery: found.delivery, sends: found.sends };
      const now = this.#now();
      if (found?.claimedUntil != null && found.claimedUntil > now) return { state: 'in progress' };
      this.#table.claim(messageId, now + this.#lease);
      return { state: 'new' };
    });
    if (entry.state === 'new') this.#claims.add(messageId);
    return entry;
  }

  async commit(messageId: string, record: InboxRecord): Promise<void> {
    try {
      await this.#turns.run(() => this.#table.done(messageId, record, this.#now()));
    } finally {
      this.#claims.delete(messageId);
    }
  }

  async release(messageId: string): Promise<void> {
    this.#claims.delete(messageId);
    await this.#turns.run(() => this.#table.release(messageId));
  }

  async prune(before: Date): Promise<number> {
    let pruned = 0;
    for (;;) {
      const some = await this.#turns.run(() => this.#table.prune(before.getTime()));
      pruned += some;
      if (some === 0) return pruned;
    }
  }

  /** Writes what waits to be written, and closes the file. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#turns.commit();
    this.#database.close();
  }

  async #keepClaims(): Promise<void> {
    if (this.#claims.size > 0) await this.#turns.run(() => this.#table.keepClaims(this.#now() + this.#lease));
  }
}

function checkDone<Result>(result: Result): Result {
  if (typeof result === 'object' && result !== null && 'then' in result) {
    throw new TypeError(
      'an effect returned a promise, but its transaction waits for none: use the database that it is given, and await everything else before',
    );
  }
  return result;
}
