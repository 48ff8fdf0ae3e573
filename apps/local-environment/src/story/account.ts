import type { EntityCounts } from '@ams/local-broker';

import type { Proof } from './ledgers.js';

/** Where the messages of one queue or subscription went. */
export interface Account {
  readonly entity: string;
  readonly sent: number;
  /** Different messages that were processed, by the consumers' ledgers. */
  readonly processed: number;
  /** Times that a handler which failed was called again in the same delivery. */
  readonly retriedAtOnce: number;
  /** Times that a message was put off after failing, or came again. */
  readonly retriedLater: number;
  /** Messages in the dead-letter queue before the cure. */
  readonly deadLettered: number;
  /** Dead letters that were sent back, edited ones among them. */
  readonly resubmitted: number;
  /** Dead letters whose body was corrected. */
  readonly edited: number;
  /** Messages in the parking queue at the end: no cure helped them. */
  readonly parked: number;
  /** Sent, yet neither processed, nor parked, nor anywhere else in the broker. */
  readonly lost: number;
  readonly duplicates: number;
  /** Messages a second, over the time in which there was something to do. */
  readonly rate: number;
}

export interface Facts extends Omit<Account, 'processed' | 'lost' | 'duplicates'> {
  readonly proof: Proof;
  /** What the broker holds at the end. */
  readonly left: EntityCounts;
}

/** Draws the balance: whatever was sent must have been processed, or still be in the broker. */
export function balance({ proof, left, ...facts }: Facts): Account {
  const held = left.active + left.scheduled + left.deferred + left.deadLettered;
  return {
    ...facts,
    processed: proof.processed,
    duplicates: proof.duplicates,
    lost: Math.max(0, facts.sent - proof.processed - facts.parked - held),
  };
}
