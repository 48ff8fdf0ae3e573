import type { BrokerMessage } from './message.js';

/** A message that an entity with duplicate detection accepted. */
export interface AcceptedKey {
  readonly queueId: number;
  /** Place in the history of that entity: grows with every message. */
  readonly number: number;
  /** What makes a later message a duplicate of it. */
  readonly key: string;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly time: number;
}

/** What an application keeps with a session. */
export interface SessionStateRecord {
  readonly queueId: number;
  readonly sessionId: string;
  /** Undefined for none. */
  readonly state: Buffer | undefined;
  /** When it was set, in milliseconds since the epoch. */
  readonly time: number;
}

/**
 * Where the engine's decisions are kept. It records states, not events: whatever happened to a message since the last
 * commit is written as one row, and all that was recorded in one turn of the event loop is committed together or not at
 * all.
 */
export interface Journal {
  /** The message is new or has changed, or is gone when `removed` is set. */
  record(message: BrokerMessage): void;
  /** The partition will give out `next` as its next sequence number. */
  recordSequence(queueId: number, partition: number, next: number): void;
  /** An entity that detects duplicates accepted a message. */
  recordAccepted(accepted: AcceptedKey): void;
  /** What the entity accepted up to that number is no longer needed. */
  forgetAccepted(queueId: number, upTo: number): void;
  /** The state of a session was set, or cleared. */
  recordSessionState(record: SessionStateRecord): void;
  /** The message queue is gone, with all that was in it. Its number is never used again. */
  forgetQueue(queueId: number): void;
  /**
   * Calls back once all that was recorded so far is on disk, or with the error that kept it from getting there. What
   * could not be written is kept and tried again with the next commit.
   */
  whenDurable(callback: (error?: Error) => void): void;
  /** The error of the last commit, as long as commits fail: new messages are refused meanwhile. */
  readonly failure: Error | undefined;
}
