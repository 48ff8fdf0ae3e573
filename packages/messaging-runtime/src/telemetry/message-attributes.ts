import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import { attribute, type Attributes } from './attributes.js';

/** A message that can be sent: one of the client's, or one as AMQP has it. */
export type Sendable = ServiceBusMessage | ServiceBusReceivedMessage['_rawAmqpMessage'];

/** What a span says of the one message that it is about. */
export function messageAttributes(message: Sendable): Attributes {
  const { messageId, correlationId } = idsOf(message);
  return {
    ...(messageId === undefined ? {} : { [attribute.messageId]: String(messageId) }),
    ...(correlationId === undefined ? {} : { [attribute.conversationId]: String(correlationId) }),
  };
}

/** The same of one that was received. */
export function receivedAttributes(message: ServiceBusReceivedMessage): Attributes {
  const { deliveryCount = 0, enqueuedTimeUtc } = message;
  return {
    ...messageAttributes(message),
    ...(deliveryCount > 0 ? { [attribute.deliveryCount]: deliveryCount } : {}),
    ...(enqueuedTimeUtc === undefined
      ? {}
      : { [attribute.enqueuedTime]: Math.floor(enqueuedTimeUtc.getTime() / 1_000) }),
  };
}

function idsOf(message: Sendable): { readonly messageId?: unknown; readonly correlationId?: unknown } {
  return 'bodyType' in message ? (message.properties ?? {}) : (message as ServiceBusMessage);
}
