import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import Long from 'long';
import { explainFailure } from '../errors.js';
import type { DeadLetterSource } from './dead-letter-source.js';

/** Most messages that Service Bus shows in one peek ("Message browsing", learn.microsoft.com). */
const peekSize = 250;

/**
 * The dead letters of a source, looked at and left as they are.
 *
 * @throws {@link MessagingFailure}
 */
export async function* peekDeadLetters(source: DeadLetterSource): AsyncGenerator<ServiceBusReceivedMessage> {
  const receiver = source.openReceiver();
  try {
    // Told where to begin: left to itself the client goes on where the last one of its receivers ended.
    let fromSequenceNumber = Long.ZERO;
    for (;;) {
      const messages = await receiver.peekMessages(peekSize, { fromSequenceNumber });
      const last = messages.at(-1)?.sequenceNumber;
      if (last === undefined) return;
      yield* messages;
      fromSequenceNumber = last.add(1);
    }
  } catch (error) {
    throw explainFailure(error, { action: 'look at the dead letters of', entity: source.name });
  } finally {
    await receiver.close();
  }
}
