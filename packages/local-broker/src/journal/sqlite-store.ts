import { statSync } from 'node:fs';
import { join } from 'node:path';

import type Database from 'better-sqlite3';

import type { SharedAccessKeys } from '../access/keys.js';
import { type Clock, systemClock } from '../engine/clock.js';
import type { Journal } from '../engine/journal.js';
import { MessageResidence } from '../engine/message-residence.js';
import { type BrokerLog, silentLog } from '../log.js';
import { LogSync, type SyncFile } from './log-sync.js';
import { asStoreError, closeJournal, openJournal, StoreError } from './open-journal.js';
import { PendingChanges } from './pending-changes.js';
import { QueueNumbers } from './queue-numbers.js';
import { SpaceReclaimer } from './space-reclaimer.js';
import type { EntityRow, Recovered, Store, StoreFigures } from './store.js';
import { SqliteContents } from './stored-contents.js';
import { replaceStoredKeys, storedKeys } from './stored-keys.js';
import { storedAccepted, storedEntities, storedMessages, storedSequences, storedSessionStates } from './stored-rows.js';

/** Name of the journal in a broker's data directory. */
export const journalFile = 'journal.sqlite';

/** Memory for contents of messages, in bytes, where nothing else is said: 256 MiB. */
export const defaultMessageMemory = 256 * 1024 * 1024;

/** How a store is to work. */
export interface SqliteStoreOptions {
  /** Bytes of memory that contents of messages may take. Default: {@link defaultMessageMemory}. */
  readonly messageMemory?: number | undefined;
  /** Wakes the store to give space back that it no longer needs. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Hears of messages that cannot be read. Default: nobody. */
  readonly log?: BrokerLog | undefined;
  /** Brings the write-ahead log to its disk. Default: the machine's `fdatasync`, in another thread. */
  readonly syncFile?: SyncFile | undefined;
}

/** Waits for what was recorded to be on disk. */
type Waiting = (error?: Error) => void;

/** How long to wait before a commit that failed is tried again, in milliseconds. */
const retryDelay = 1000;

/**
 * A store in one SQLite file: WAL, and a commit for all that was recorded in a turn of the event loop, so that a thousand
 * messages that arrive together cost one sync of the disk. The event loop goes on meanwhile, and what is recorded then
 * waits for the next commit: a loss of power can tear the last commit, and no other.
 */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #queueNumbers: QueueNumbers;
  readonly #changes: PendingChanges;
  readonly #sync: LogSync;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #retry: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  /** Why a commit that was written is not on disk. What the disk has is unknown from then on. */
  #lost: Error | undefined;

  readonly #write: () => void;
  readonly #reclaimer: SpaceReclaimer;

  readonly journal: Journal;
  readonly residence: MessageResidence;

  /**
   * Opens the journal in a directory, which is made when it is not there.
   *
   * @throws StoreError when another broker owns it, or a newer version wrote it, or it is damaged.
   */
  constructor(directory: string, options: SqliteStoreOptions = {}) {
    const { messageMemory = defaultMessageMemory, clock = systemClock, log = silentLog } = options;
    this.#file = join(directory, journalFile);
    this.#database = openJournal(directory, this.#file);
    this.#sync = new LogSync(this.#file, options.syncFile);
    try {
      this.#queueNumbers = new QueueNumbers(this.#database);
      const contents = new SqliteContents(this.#database, this.#file, ({ queueId, sequenceNumber }, { message }) => {
        const queue = this.#queueNumbers.pathOf(queueId) ?? '';
        log.error({ queue, sequenceNumber }, `Message ${sequenceNumber} of '${queue}' is not given out: ${message}`);
      });
      this.residence = new MessageResidence(messageMemory, contents);
      this.#changes = new PendingChanges(this.#queueNumbers, this.residence);
      this.#reclaimer = new SpaceReclaimer(this.#database, clock);
      this.#write = this.#changes.prepareWrite(this.#database);
    } catch (error) {
      closeJournal(this.#database, this.#file);
      throw asStoreError(error, this.#file);
    }
    const failure = (): Error | undefined => this.#failure;
    this.journal = {
      record: (message) => this.#record((changes) => changes.message(message)),
      recordSequence: (queueId, partition, next) =>
        this.#record((changes) => changes.sequence(queueId, partition, next)),
      recordAccepted: (accepted) => this.#record((changes) => changes.accepted(accepted)),
      forgetAccepted: (queueId, upTo) => this.#record((changes) => changes.forgottenUpTo(queueId, upTo)),
      recordSessionState: (record) => this.#record((changes) => changes.sessionState(record)),
      forgetQueue: (queueId) => this.#record(() => this.#queueNumbers.forget(queueId)),
      whenDurable: (callback) => this.#whenDurable(callback),
      get failure() {
        return failure();
      },
    };
  }

  queueIdOf(path: string): number {
    const id = this.#queueNumbers.of(path);
    if (this.#queueNumbers.hasChanges) this.#scheduleCommit();
    return id;
  }

  entities(): readonly EntityRow[] {
    return this.#use(storedEntities);
  }

  recordEntity(path: string, row: EntityRow | undefined): void {
    this.#record((changes) => changes.entity(path, row));
  }

  /** @throws StoreError, be it here or while the messages are read, when the journal is damaged. */
  recover(): Recovered {
    return this.#use((database) => ({
      messages: this.#reading(storedMessages(database, this.residence)),
      sequences: storedSequences(database),
      accepted: this.#reading(storedAccepted(database)),
      sessionStates: storedSessionStates(database),
      lastMessageId: database.prepare('SELECT coalesce(max(id), 0) FROM message').pluck().get() as number,
    }));
  }

  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys {
    return this.#use((database) => storedKeys(database, entity.toLowerCase(), rule));
  }

  replaceSharedAccessKeys(entity: string, keys: ReadonlyMap<string, SharedAccessKeys>): void {
    this.#use((database) => replaceStoredKeys(database, entity.toLowerCase(), keys));
  }

  figures(): StoreFigures {
    const { count: syncs, milliseconds: syncMilliseconds } = this.#sync;
    const journal = {
      durable: true,
      databaseBytes: bytesOf(this.#file),
      logBytes: bytesOf(`${this.#file}-wal`),
      syncs,
      syncMilliseconds,
      pending: this.#changes.count,
    };
    return { journal, memory: { used: this.residence.used, budget: this.residence.budget } };
  }

  /** @throws StoreError when what is left cannot be written; the file is let go all the same. */
  close(): void {
    if (!this.#database.open) return;
    this.#sync.finish();
    this.#commit();
    this.#sync.finish();
    this.#sync.close();
    clearTimeout(this.#retry);
    this.#reclaimer.stop();
    closeJournal(this.#database, this.#file);
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#failure === undefined) return;
    throw new StoreError(
      `The journal ${this.#file} could not be written: ${this.#failure.message}. ` +
        'What changed since its last commit is lost; nobody was told that it was kept. Make room on its disk.',
    );
  }

  *#reading<T>(rows: Iterable<T>): Generator<T> {
    try {
      yield* rows;
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
  }

  #use<T>(work: (database: Database.Database) => T): T {
    try {
      return work(this.#database);
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
  }

  #record(change: (changes: PendingChanges) => void): void {
    change(this.#changes);
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
    if (this.#sync.isUnderWay) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#lost !== undefined) return answer(waiting, this.#lost);
    try {
      this.#failure = undefined;
      if (!this.#changes.areThere) return answer(waiting);
      this.#write();
      this.#reclaimer.committed();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        if (this.#database.open) this.#commit();
      }, retryDelay).unref();
      return answer(waiting, this.#failure);
    }
    this.#sync.begin((error) => this.#synced(waiting, error));
  }

  #synced(waiting: readonly Waiting[], error: Error | undefined): void {
    if (error) {
      this.#lost = new StoreError(
        `The journal ${this.#file} could not be brought to its disk: ${error.message}. ` +
          'Nothing is accepted from now on, because nobody knows what the disk has. Check it, and start the broker again.',
      );
      this.#failure = this.#lost;
    }
    answer(waiting, this.#lost);
    if (this.#changes.areThere || this.#waiting.length > 0) this.#scheduleCommit();
  }
}

function answer(waiting: readonly Waiting[], error?: Error): void {
  for (const callback of waiting) callback(error);
}

/** SQLite makes its log when it first writes. */
function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
