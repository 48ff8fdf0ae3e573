import type { AcceptedKey, Journal, SessionStateRecord } from '../engine/journal.js';
import type { BrokerMessage } from '../engine/message.js';
import type { SharedAccessKeys } from '../access/keys.js';

/** What a broker finds when it starts again. */
export interface Recovered {
  /** In the order of queue and sequence number. */
  readonly messages: Iterable<BrokerMessage>;
  readonly sequences: readonly { readonly queueId: number; readonly partition: number; readonly next: number }[];
  /** What entities with duplicate detection accepted, in the order of queue and number. */
  readonly accepted: Iterable<AcceptedKey>;
  /** What applications keep with their sessions. */
  readonly sessionStates: Iterable<SessionStateRecord>;
  /** Highest message id in use. */
  readonly lastMessageId: number;
}

/** Everything that outlives a broker's process. */
export interface Store {
  readonly journal: Journal;
  /** The number of the message queue at that path, given out on first use. */
  queueIdOf(path: string): number;
  recover(): Recovered;
  /** The keys of a rule, made on first use and the same ever after. @param entity path of the entity, '' for the namespace. */
  sharedAccessKeys(entity: string, rule: string): SharedAccessKeys;
  /** Writes what is left to write and lets the files go. */
  close(): void;
}
