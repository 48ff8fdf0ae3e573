import type Database from 'better-sqlite3';

import type { AcceptedKey, SessionStateRecord } from '../engine/journal.js';
import type { BrokerMessage } from '../engine/message.js';
import type { MessageResidence } from '../engine/message-residence.js';
import { prepareMessageWriter } from './message-writer.js';
import { rowChecksum } from './row-checksum.js';
import type { QueueNumbers } from './queue-numbers.js';
import type { EntityRow } from './store.js';

/** More than any entity has. */
const mostPartitions = 65536;

/** The last state of all that changed since the last commit of a journal. */
export class PendingChanges {
  readonly #numbers: QueueNumbers;
  readonly #residence: MessageResidence;
  readonly #messages = new Map<number, BrokerMessage>();
  /** By queue and partition. */
  readonly #sequences = new Map<number, { queueId: number; partition: number; next: number }>();
  #accepted: AcceptedKey[] = [];
  /** By queue: the number up to which its history is no longer needed. */
  readonly #forgotten = new Map<number, number>();
  /** By queue and session. */
  readonly #sessionStates = new Map<string, SessionStateRecord>();
  /** By path; undefined for what is forgotten. */
  readonly #entities = new Map<string, EntityRow | undefined>();

  constructor(numbers: QueueNumbers, residence: MessageResidence) {
    this.#numbers = numbers;
    this.#residence = residence;
  }

  get areThere(): boolean {
    return this.#numbers.hasChanges || this.count > 0;
  }

  /** How many rows wait to be written. */
  get count(): number {
    return (
      this.#messages.size +
      this.#sequences.size +
      this.#accepted.length +
      this.#forgotten.size +
      this.#sessionStates.size +
      this.#entities.size
    );
  }

  message(message: BrokerMessage): void {
    this.#messages.set(message.id, message);
  }

  sequence(queueId: number, partition: number, next: number): void {
    // As a number, and changed in place: each message has its part in it.
    const key = queueId * mostPartitions + partition;
    const known = this.#sequences.get(key);
    if (known) known.next = next;
    else this.#sequences.set(key, { queueId, partition, next });
  }

  accepted(accepted: AcceptedKey): void {
    this.#accepted.push(accepted);
  }

  forgottenUpTo(queueId: number, upTo: number): void {
    this.#forgotten.set(queueId, upTo);
  }

  sessionState(record: SessionStateRecord): void {
    this.#sessionStates.set(`${record.queueId}/${record.sessionId}`, record);
  }

  entity(path: string, row: EntityRow | undefined): void {
    this.#entities.set(path, row);
  }

  /** @returns a function that writes all that changed in one transaction, and forgets it. Whoever calls it syncs the log. */
  prepareWrite(database: Database.Database): () => void {
    // Numbers come first: rows refer to them.
    const writes = [
      this.#numbers.prepareWrite(database),
      this.#writeEntities(database),
      this.#writeMessages(database),
      this.#writeHistories(database),
      this.#writeSessionStates(database),
    ];
    const writeAll = database.transaction(() => {
      for (const write of writes) write();
    });
    return () => {
      database.pragma('synchronous = NORMAL');
      try {
        writeAll();
      } finally {
        database.pragma('synchronous = FULL');
      }
      this.#clear();
    };
  }

  #writeEntities(database: Database.Database): () => void {
    const put = database.prepare(
      'INSERT OR REPLACE INTO entity (path, base, definition, created_at, updated_at, checksum) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const remove = database.prepare('DELETE FROM entity WHERE path = ?');
    return () => {
      for (const [path, row] of this.#entities) {
        const values = row && [path, row.base, row.definition, row.createdAt, row.updatedAt];
        if (values) put.run(...values, rowChecksum(values));
        else remove.run(path);
      }
    };
  }

  #writeMessages(database: Database.Database): () => void {
    const write = prepareMessageWriter(database, (queueId) => this.#numbers.has(queueId));
    const putSequence = database.prepare(
      'INSERT OR REPLACE INTO sequence (queue, partition, next, checksum) VALUES (?, ?, ?, ?)',
    );
    return () => {
      write(this.#messages.values());
      for (const { queueId, partition, next } of this.#sequences.values()) {
        if (this.#numbers.has(queueId))
          putSequence.run(queueId, partition, next, rowChecksum([queueId, partition, next]));
      }
    };
  }

  #writeHistories(database: Database.Database): () => void {
    const put = database.prepare(
      'INSERT OR REPLACE INTO accepted_message (queue, number, key, time, checksum) VALUES (?, ?, ?, ?, ?)',
    );
    const forget = database.prepare('DELETE FROM accepted_message WHERE queue = ? AND number <= ?');
    return () => {
      for (const { queueId, number, key, time } of this.#accepted) {
        if (this.#numbers.has(queueId)) put.run(queueId, number, key, time, rowChecksum([queueId, number, key, time]));
      }
      for (const [queueId, upTo] of this.#forgotten) forget.run(queueId, upTo);
    };
  }

  #writeSessionStates(database: Database.Database): () => void {
    const put = database.prepare(
      'INSERT OR REPLACE INTO session_state (queue, session, state, time, checksum) VALUES (?, ?, ?, ?, ?)',
    );
    const remove = database.prepare('DELETE FROM session_state WHERE queue = ? AND session = ?');
    return () => {
      for (const { queueId, sessionId, state, time } of this.#sessionStates.values()) {
        if (state === undefined) remove.run(queueId, sessionId);
        else if (this.#numbers.has(queueId)) {
          put.run(queueId, sessionId, state, time, rowChecksum([queueId, sessionId, state, time]));
        }
      }
    };
  }

  #clear(): void {
    for (const message of this.#messages.values()) if (!message.removed) this.#residence.written(message);
    this.#messages.clear();
    this.#sequences.clear();
    this.#accepted = [];
    this.#forgotten.clear();
    this.#sessionStates.clear();
    this.#entities.clear();
    this.#numbers.written();
  }
}
