import type { Figures } from '@ams/monitor-api';

import type { AcceptedKey, Journal, SessionStateRecord } from '../engine/journal.js';
import type { BrokerMessage } from '../engine/message.js';
import type { MessageResidence } from '../engine/message-residence.js';
import type { SharedAccessKeys } from '../access/keys.js';

/** A message that a broker finds when it starts again. Its content is read when somebody asks for it. */
export interface RecoveredMessage {
  readonly message: BrokerMessage;
  /** The session it is in, where that was written; else its content says. */
  readonly sessionId: string | undefined;
}

/** What a broker finds when it starts again. */
export interface Recovered {
  /** In the order in which they were accepted. */
  readonly messages: Iterable<RecoveredMessage>;
  readonly sequences: readonly { readonly queueId: number; readonly partition: number; readonly next: number }[];
  /** What entities with duplicate detection accepted, in the order of queue and number. */
  readonly accepted: Iterable<AcceptedKey>;
  /** What applications keep with their sessions. */
  readonly sessionStates: Iterable<SessionStateRecord>;
  /** Highest message id in use. */
  readonly lastMessageId: number;
}

/** What a store keeps of an entity. Times are milliseconds since the epoch. */
export interface EntityRow {
  /** Path of the queue, topic or subscription, in lower case. */
  readonly path: string;
  /** What the stack said of it when the definition was written; null when the stack does not have it. */
  readonly base: string | null;
  /** What it is; null when it was deleted. */
  readonly definition: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How a store is doing. */
export interface StoreFigures {
  readonly journal: Figures['journal'];
  /** Bytes of memory that messages take which are on disk as well, and may take; undefined where nothing is on disk. */
  readonly memory: { readonly used: number; readonly budget: number } | undefined;
}

/** Everything that outlives a broker's process. */
export interface Store {
  readonly journal: Journal;
  /** Which contents of messages are in memory, and how the others are read. */
  readonly residence: MessageResidence;
  /** The number of the message queue at that path, given out on first use. */
  queueIdOf(path: string): number;
  recover(): Recovered;
  /** What was recorded of entities, before anything is recorded anew. */
  entities(): readonly EntityRow[];
  /** Keeps what is known of an entity with the next commit, or forgets it when there is no row. */
  recordEntity(path: string, row: EntityRow | undefined): void;
  /** The keys of a rule, made on first use and the same ever after. @param entity path of the entity, '' for the namespace. */
  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys;
  /** Gives the rules of an entity these keys and no others. @param keys by the names of the rules. */
  replaceSharedAccessKeys(entity: string, keys: ReadonlyMap<string, SharedAccessKeys>): void;
  figures(): StoreFigures;
  /** Writes what is left to write and lets the files go. */
  close(): void;
}
