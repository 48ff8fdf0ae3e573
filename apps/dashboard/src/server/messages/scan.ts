import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';

/** Most messages that Service Bus shows in one peek ("Message browsing", learn.microsoft.com). */
const peekSize = 250;

export interface ScanOptions {
  readonly from: Long;
  /** Messages that are wanted, at most. */
  readonly limit: number;
  readonly isMeant: (message: ServiceBusReceivedMessage) => boolean;
  /** Milliseconds after which it ends with what it has found. */
  readonly budget: number;
}

export interface Scan {
  readonly found: readonly ServiceBusReceivedMessage[];
  /** Where to go on; undefined at the end. */
  readonly next: Long | undefined;
  /** Messages that were looked at. */
  readonly scanned: number;
}

/** Looks through messages in the order of their numbers, until it has found as many as are wanted or has looked for long. */
export async function scan(
  receiver: Pick<ServiceBusReceiver, 'peekMessages'>,
  { from, limit, isMeant, budget }: ScanOptions,
): Promise<Scan> {
  const deadline = performance.now() + budget;
  const found: ServiceBusReceivedMessage[] = [];
  let scanned = 0;
  for (let next = from; ;) {
    const messages = await receiver.peekMessages(peekSize, { fromSequenceNumber: next });
    for (const message of messages) {
      const sequenceNumber = message.sequenceNumber ?? Long.ZERO;
      // The one after the last tells that there are more.
      if (found.length === limit) return { found, next: sequenceNumber, scanned };
      scanned += 1;
      next = sequenceNumber.add(1);
      if (isMeant(message)) found.push(message);
    }
    if (messages.length === 0) return { found, next: undefined, scanned };
    if (performance.now() > deadline) return { found, next, scanned };
  }
}

/**
 * All messages of a place as they are now, in the order of their numbers.
 *
 * @param signal ends it
 */
export async function* peekAll(
  receiver: Pick<ServiceBusReceiver, 'peekMessages'>,
  signal?: AbortSignal,
): AsyncGenerator<ServiceBusReceivedMessage> {
  let next = Long.ZERO;
  while (signal?.aborted !== true) {
    const messages = await receiver.peekMessages(peekSize, { fromSequenceNumber: next });
    const last = messages.at(-1)?.sequenceNumber;
    if (last === undefined) return;
    yield* messages;
    next = last.add(1);
  }
}
