import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { copyOfMessage } from '../copy-of-message.js';
import { countIn, failureProperties, resubmitCountProperty } from '../message-properties.js';

type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** What the broker adds to a dead letter. It describes the failure that the copy is to leave behind. */
const deadLetterProperties: ReadonlySet<string> = new Set(['DeadLetterReason', 'DeadLetterErrorDescription']);

/** How often a message was sent back before; 0 if never, or if the property holds no count. */
export function resubmitCountOf(message: ServiceBusReceivedMessage): number {
  return countIn(message, resubmitCountProperty);
}

/**
 * The message that was dead-lettered, to be sent anew: body, properties and id as they were, one more on its
 * {@link resubmitCountProperty}. Its time to live begins again, and so do its attempts.
 *
 * @param message from a receiver made with `skipParsingBodyAsJson` and `skipConvertingDate`
 * @param addressing application properties to set
 */
export function copyOfDeadLetter(
  message: ServiceBusReceivedMessage,
  addressing: Readonly<Record<string, string>>,
): AmqpAnnotatedMessage {
  return copyOfMessage(message, {
    properties: { ...addressing, [resubmitCountProperty]: resubmitCountOf(message) + 1 },
    without: (name) => deadLetterProperties.has(name) || failureProperties.has(name),
  });
}
