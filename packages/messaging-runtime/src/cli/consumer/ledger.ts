import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { originalMessageIdOf, retryAttemptOf } from '../../message-properties.js';

/** One line of a ledger, as JSON. */
export interface LedgerEntry {
  /** As the sender gave it. */
  readonly message_id: string;
  /** Deliveries before this one, and times that it was put off. */
  readonly delivery_count: number;
  /** Session that it belongs to, if it does to one. */
  readonly session_id?: string;
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
    append: (message) => {
      const { sessionId } = message;
      const entry: LedgerEntry = {
        message_id: String(originalMessageIdOf(message)),
        delivery_count: (message.deliveryCount ?? 0) + retryAttemptOf(message),
        ...(sessionId === undefined ? {} : { session_id: sessionId }),
        at: new Date().toISOString(),
      };
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
    },
    close: () => closeSync(descriptor),
  };
}
