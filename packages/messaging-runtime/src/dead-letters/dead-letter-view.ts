import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { parseJsonBody } from '../json-body.js';
import { bytesOfBody, textOfBody } from './body-text.js';
import { deadLetterProperties } from './copy-of-dead-letter.js';
import { failureOf, resubmitCountOf } from './failure-of-message.js';

/** What an operator wants to know of a dead letter, ready for JSON. What is not known is not there. */
export interface DeadLetterView {
  readonly source: string;
  readonly messageId: string;
  /** As text: it may be larger than a JSON number can be. */
  readonly sequenceNumber: string;
  /** ISO 8601. */
  readonly enqueuedAt?: string;
  readonly reason?: string;
  readonly description?: string;
  readonly errorType?: string;
  readonly sessionId?: string;
  readonly subject?: string;
  readonly deliveryCount: number;
  /** How often it was sent back from the dead letters before. */
  readonly resubmits: number;
}

/** @param source name of the dead letters that it is among. */
export function viewOf(message: ServiceBusReceivedMessage, source: string): DeadLetterView {
  const { messageId, sequenceNumber, enqueuedTimeUtc, sessionId, subject, deliveryCount = 0 } = message;
  const { reason, description, errorType } = failureOf(message);
  return {
    source,
    messageId: String(messageId),
    sequenceNumber: String(sequenceNumber),
    ...(enqueuedTimeUtc === undefined ? {} : { enqueuedAt: enqueuedTimeUtc.toISOString() }),
    ...(reason === undefined ? {} : { reason }),
    ...(description === undefined ? {} : { description }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(subject === undefined ? {} : { subject }),
    deliveryCount,
    resubmits: resubmitCountOf(message),
  };
}

/** What a dead letter carries, ready for JSON. */
export interface DeadLetterContents {
  /** Application properties, without reason and description. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The value, if it is JSON or an AMQP value; else its text, or the bytes in base64 if they are no text. */
  readonly body: unknown;
  readonly bodyIs: 'json' | 'text' | 'base64';
}

/** @param message from a receiver made with `skipParsingBodyAsJson` */
export function contentsOf({ applicationProperties = {}, body }: ServiceBusReceivedMessage): DeadLetterContents {
  const properties = Object.entries(applicationProperties).filter(([name]) => !deadLetterProperties.has(name));
  return { properties: Object.fromEntries(properties), ...readableBody(body) };
}

function readableBody(body: unknown): Pick<DeadLetterContents, 'body' | 'bodyIs'> {
  try {
    return { body: parseJsonBody(body), bodyIs: 'json' };
  } catch {
    const text = textOfBody(body);
    return text === undefined
      ? { body: bytesOfBody(body).toString('base64'), bodyIs: 'base64' }
      : { body: text, bodyIs: 'text' };
  }
}
