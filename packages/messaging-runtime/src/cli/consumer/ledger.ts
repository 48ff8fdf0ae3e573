import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** One line of a ledger, as JSON. */
export interface LedgerEntry {
  readonly message_id: string;
  /** Deliveries before this one. */
  readonly delivery_count: number;
  /** Moment of processing, ISO 8601 in UTC. */
  readonly at: string;
}

/** Remembers processed messages outside of the process. */
export interface Ledger {
  readonly append: (message: ServiceBusReceivedMessage) => void;
  readonly close: () => void;
}

/**
 * Opens a file of one JSON line per processed message, and appends to it. A line is with the operating system before
 * `append` returns, so that it outlives the process: written before the message is completed, it accounts for all that
 * was completed.
 */
export function openLedger(file: string): Ledger {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a');
  return {
    append: ({ messageId, deliveryCount = 0 }) => {
      const entry: LedgerEntry = {
        message_id: String(messageId),
        delivery_count: deliveryCount,
        at: new Date().toISOString(),
      };
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
    },
    close: () => closeSync(descriptor),
  };
}
