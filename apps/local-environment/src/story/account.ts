import type { EntityCounts } from '@ams/local-broker';

import type { Proof } from './ledgers.js';

/** Where the messages of one queue or subscription went. */
export interface Account {
  readonly entity: string;
  readonly sent: number;
  /** Different messages that were processed, by the consumers' ledgers. */
  readonly processed: number;
  /** Deliveries that failed and were given out again. */
  readonly retried: number;
  /** Messages in the dead-letter queue before the cure. */
  readonly deadLettered: number;
  /** Dead letters that were sent back. */
  readonly reprocessed: number;
  /** Messages in the dead-letter queue at the end: no cure helps them. */
  readonly incurable: number;
  /** Sent, yet neither processed nor anywhere in the broker. */
  readonly lost: number;
  readonly duplicates: number;
  /** Messages a second, over the time in which there was something to do. */
  readonly rate: number;
}

export interface Facts extends Pick<Account, 'entity' | 'sent' | 'retried' | 'deadLettered' | 'reprocessed' | 'rate'> {
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
    incurable: left.deadLettered,
    lost: Math.max(0, facts.sent - proof.processed - held),
  };
}
