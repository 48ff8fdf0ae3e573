import type { ServiceBusReceivedMessage } from '@azure/service-bus';
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
