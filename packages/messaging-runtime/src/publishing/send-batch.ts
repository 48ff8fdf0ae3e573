import type { ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender } from '@azure/service-bus';
import { isTooLarge, problemOf } from '../errors.js';

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
}

/**
 * Sends a batch. Should the broker find it too large, by a rule that the link did not tell, it is halved until the
 * message at fault is alone, so that the others go.
 *
 * @returns how many messages were accepted
 */
export async function sendBatch(
  sender: Pick<ServiceBusSender, 'sendMessages'>,
  { messages, packed }: Batch,
  refuse: (refusal: Refusal) => void,
): Promise<number> {
  const [first] = messages;
  if (first === undefined) return 0;
  try {
    // One message goes as itself: a batch of one counts against the limit of batches.
    await sender.sendMessages(messages.length === 1 ? first : (packed ?? [...messages]));
    return messages.length;
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    if (messages.length === 1) {
      refuse({ message: first, problem: problemOf(error) });
      return 0;
    }
    const middle = Math.ceil(messages.length / 2);
    const left = await sendBatch(sender, { messages: messages.slice(0, middle) }, refuse);
    return left + (await sendBatch(sender, { messages: messages.slice(middle) }, refuse));
  }
}
