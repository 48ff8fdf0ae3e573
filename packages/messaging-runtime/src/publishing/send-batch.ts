import type { ServiceBusMessage, ServiceBusMessageBatch } from '@azure/service-bus';
import { isTooLarge, problemOf, whatBatchesMustShare } from '../errors.js';
import { keyOf } from './keyed-batches.js';

/** A message that cannot be sent, and why. */
export interface Refusal {
  readonly message: ServiceBusMessage;
  readonly problem: string;
}

/** Messages that go together. */
export interface Batch {
  readonly messages: readonly ServiceBusMessage[];
  /** The same messages, packed. Absent for one that goes on its own. */
  readonly packed?: ServiceBusMessageBatch;
  /** What they share where batches have one key each. They do not overtake those of the same key. */
  readonly key?: string | undefined;
}

/** How a batch goes, and who is told what became of it. */
export interface Carriage {
  /** Hands messages to the broker, all or none. */
  readonly carry: (messages: readonly ServiceBusMessage[], packed?: ServiceBusMessageBatch) => Promise<void>;
  readonly accept: (messages: readonly ServiceBusMessage[]) => void;
  readonly refuse: (refusal: Refusal) => void;
}

/**
 * Sends a batch. Should the broker find it too large, by a rule that the link did not tell, it is halved until the
 * message at fault is alone, so that the others go. Should the entity be partitioned and its partition's key not the same
 * in all messages, which Azure refuses, they go key by key.
 *
 * @throws what the broker refuses the batch as a whole for
 */
export async function sendBatch(carriage: Carriage, { messages, packed }: Batch): Promise<void> {
  const [first] = messages;
  if (first === undefined) return;
  try {
    await carriage.carry(messages, packed);
  } catch (error) {
    const parts = partsOf(messages, error);
    if (parts.length > 1) {
      for (const part of parts) await sendBatch(carriage, { messages: part });
    } else if (isTooLarge(error)) {
      carriage.refuse({ message: first, problem: problemOf(error) });
    } else throw error;
    return;
  }
  carriage.accept(messages);
}

/** The messages as they may go after that error. */
function partsOf(messages: readonly ServiceBusMessage[], error: unknown): readonly (readonly ServiceBusMessage[])[] {
  if (messages.length > 1 && isTooLarge(error)) {
    const middle = Math.ceil(messages.length / 2);
    return [messages.slice(0, middle), messages.slice(middle)];
  }
  switch (whatBatchesMustShare(error)) {
    case 'key':
      return grouped(messages, keyOf);
    case 'message id':
      // With duplicate detection, what has no key goes to a partition by its message id.
      return grouped(messages, (message) => keyOf(message) ?? message);
    default:
      return [messages];
  }
}

function grouped(messages: readonly ServiceBusMessage[], groupOf: (message: ServiceBusMessage) => unknown) {
  const groups = new Map<unknown, ServiceBusMessage[]>();
  for (const message of messages) {
    const group = groupOf(message);
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [message]);
    else others.push(message);
  }
  return [...groups.values()];
}
