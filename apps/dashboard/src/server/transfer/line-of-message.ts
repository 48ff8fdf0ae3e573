import { bytesOfBody, contentsOf, textOfBody } from '@ams/messaging-runtime';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import type { OutgoingMessage } from '../../api/index.js';
import { idText } from '../messages/message-row.js';

/**
 * A message as a line of an export, which an import takes again: all that its sender gave it. What the broker gave it, and
 * why it is a dead letter, stays behind.
 */
export function lineOfMessage(message: ServiceBusReceivedMessage): OutgoingMessage {
  const { timeToLive, sessionId, partitionKey, state, scheduledEnqueueTimeUtc } = message;
  const texts = {
    messageId: idText(message.messageId),
    subject: message.subject,
    contentType: message.contentType,
    correlationId: idText(message.correlationId),
    sessionId,
    replyToSessionId: message.replyToSessionId,
    // Service Bus gives a message of a session the session for its partition key.
    partitionKey: sessionId === undefined ? partitionKey : undefined,
    to: message.to,
    replyTo: message.replyTo,
  };
  const isToCome = state === 'scheduled' && scheduledEnqueueTimeUtc !== undefined;
  return {
    body: bodyOf(message.body),
    ...Object.fromEntries(
      Object.entries(texts).filter(([, text]) => text !== undefined && text !== null && text !== ''),
    ),
    ...(Number.isSafeInteger(timeToLive) && Number(timeToLive) > 0 ? { timeToLive } : {}),
    ...(isToCome ? { scheduledEnqueueTimeUtc: scheduledEnqueueTimeUtc.toISOString() } : {}),
    applicationProperties: Object.fromEntries(
      Object.entries(contentsOf(message).properties).map(([name, value]) => [name, propertyOf(value)]),
    ),
  };
}

type Body = OutgoingMessage['body'];

/** JSON as JSON only where that loses nothing: digits of long numbers, the order and the spaces are the sender's. */
function bodyOf(body: unknown): Body {
  const text = textOfBody(body);
  if (text === undefined) return { kind: 'base64', value: bytesOfBody(body).toString('base64') };
  try {
    const value: unknown = JSON.parse(text);
    if (JSON.stringify(value) === text) return { kind: 'json', value };
  } catch {
    // No JSON: it goes as the text that it is.
  }
  return { kind: 'text', value: text };
}

function propertyOf(value: unknown): NonNullable<OutgoingMessage['applicationProperties']>[string] {
  if (value instanceof Date) return { date: value.toISOString() };
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
