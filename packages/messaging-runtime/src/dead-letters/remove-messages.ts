import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import { LockedMessages, type LockingReceiver } from './locked-messages.js';

/** Messages received at once. */
const batchSize = 250;

export interface RemoveOptions {
  /** Sequence numbers of those that are meant. */
  readonly meant: ReadonlySet<string>;
  /** How many come before the last of them, all that are meant included: no more are received. */
  readonly ahead: number;
  /** Stops it between two batches. */
  readonly signal: AbortSignal;
  readonly onRemoved: (count: number) => void;
  readonly onFailed: (message: ServiceBusReceivedMessage, problem: string) => void;
}

/**
 * Removes messages that are picked from among others. Service Bus gives messages out in their order, so that those before
 * the last that is meant are received, too. They stay locked until the others are removed, and are released then, which
 * does not raise their delivery count, unless it takes longer than their locks last.
 *
 * @param openReceiver opens a receiver in peek-lock mode; it is closed in the end
 * @returns sequence numbers of those that did not come: somebody else holds them, or has taken them
 * @throws what the client throws if messages cannot be received
 */
export async function removeMessages(
  openReceiver: () => LockingReceiver,
  { meant, ahead, signal, onRemoved, onFailed }: RemoveOptions,
): Promise<ReadonlySet<string>> {
  const missing = new Set(meant);
  const locked = new LockedMessages(openReceiver);
  const removeOne = async (message: ServiceBusReceivedMessage): Promise<number> => {
    try {
      await locked.remove(message);
      return 1;
    } catch (error) {
      onFailed(message, problemOf(error));
      return 0;
    }
  };
  try {
    for (let left = ahead; missing.size > 0 && !signal.aborted;) {
      // Asked for more than there are, the client waits for the others. What was kept for too long may come again, though.
      const messages = await locked.receive(Math.min(batchSize, Math.max(1, left)));
      if (messages === undefined) break;
      left -= messages.length;
      const removed = await Promise.all(
        messages.filter(({ sequenceNumber }) => missing.delete(String(sequenceNumber))).map(removeOne),
      );
      onRemoved(removed.reduce((sum, one) => sum + one, 0));
    }
    return missing;
  } finally {
    await locked.close(true);
  }
}
