import type { BrokerError } from '../engine/errors.js';

/** Where an operation happens, and what can be done to it there: an open link, or a request to a node. */
export interface FaultSite {
  /** The entity's address in lower case, without `$management`. */
  readonly path: string;
  /** Breaks the connection without a word. */
  drop(): void;
  /** Ends the link. */
  detach(error: BrokerError): void;
}

/** What an operation would do, and how it fails. */
export interface Course {
  proceed(): void;
  /** Nothing has happened yet, or nothing that the client hears of. */
  refuse(error: BrokerError): void;
  /** The operation will not be heard of again: the link or its connection is gone. Default: nothing is left to do. */
  abandon?(): void;
  /** Lets the lock that the operation is about run out. */
  loseLock?(): void;
}

/** Locks of an entity that can run out before their time. */
export interface LockHolder {
  /** As Azure spells it. */
  readonly address: string;
  /** Address in lower case. */
  readonly path: string;
  /** @returns how many locks ran out. */
  loseMessageLocks(atMost: number): number;
  /** @returns how many locks ran out. */
  loseSessionLocks(atMost: number): number;
}
