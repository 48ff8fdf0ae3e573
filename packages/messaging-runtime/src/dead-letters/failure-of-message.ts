import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  countIn,
  lastErrorTypeProperty,
  parkingProperties,
  provenanceProperties,
  resubmitCountProperty,
  textIn,
} from '../message-properties.js';

/** Why a message failed. What is not known is undefined. */
export interface Failure {
  readonly reason: string | undefined;
  readonly description: string | undefined;
  /** Class of the error that the last handler threw. */
  readonly errorType: string | undefined;
}

/** How often a message was sent back before; 0 if never, or if the property holds no count. */
export function resubmitCountOf(message: ServiceBusReceivedMessage): number {
  return countIn(message, resubmitCountProperty);
}

/** Path of the queue or subscription that a parked message belongs to; undefined for one that is not parked. */
export function parkedFromOf(message: ServiceBusReceivedMessage): string | undefined {
  return textIn(message, parkingProperties.parkedFrom);
}

/** Why a dead letter is one. A parked message is none any more, and carries the failure of the one that it was. */
export function failureOf(message: ServiceBusReceivedMessage): Failure {
  const errorType = textIn(message, lastErrorTypeProperty);
  return parkedFromOf(message) === undefined
    ? { reason: message.deadLetterReason, description: message.deadLetterErrorDescription, errorType }
    : {
        reason: textIn(message, provenanceProperties.lastDeadLetterReason),
        description: textIn(message, provenanceProperties.lastDeadLetterDescription),
        errorType,
      };
}
