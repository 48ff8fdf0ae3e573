import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { copyOfMessage } from '../copy-of-message.js';
import { failureProperties } from '../message-properties.js';

export type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

/** What an application property can hold. */
export type PropertyValue = string | number | boolean | Date;

/** Application properties to set; those that are undefined are taken away. */
export type PropertyChanges = Readonly<Record<string, PropertyValue | undefined>>;

/** What the broker adds to a dead letter. It describes the failure that the copy is to leave behind. */
export const deadLetterProperties: ReadonlySet<string> = new Set(['DeadLetterReason', 'DeadLetterErrorDescription']);

/**
 * The message that was dead-lettered, to be sent anew: body, properties and id as they were, but for the changes. Its time
 * to live begins again, and so do its attempts.
 *
 * @param message from a receiver made with `skipParsingBodyAsJson` and `skipConvertingDate`
 */
export function copyOfDeadLetter(message: ServiceBusReceivedMessage, changes: PropertyChanges): AmqpAnnotatedMessage {
  return copyWithout(message, changes, (name) => deadLetterProperties.has(name) || failureProperties.has(name));
}

/** The same with all that retries wrote about its failure: it is not tried again, and somebody will want to know. */
export function copyWithFailure(message: ServiceBusReceivedMessage, changes: PropertyChanges): AmqpAnnotatedMessage {
  return copyWithout(message, changes, (name) => deadLetterProperties.has(name));
}

function copyWithout(
  message: ServiceBusReceivedMessage,
  changes: PropertyChanges,
  isLeft: (name: string) => boolean,
): AmqpAnnotatedMessage {
  return copyOfMessage(message, {
    properties: changed({}, changes),
    without: (name) => isLeft(name) || Object.hasOwn(changes, name),
  });
}

/** Properties with changes made to them. */
export function changed<Value>(
  properties: Readonly<Record<string, Value>>,
  changes: Readonly<Record<string, Value | undefined>>,
): Record<string, Value> {
  const result = new Map(Object.entries(properties));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) result.delete(name);
    else result.set(name, value);
  }
  return Object.fromEntries(result);
}
