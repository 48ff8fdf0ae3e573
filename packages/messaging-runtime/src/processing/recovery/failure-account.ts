import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  countIn,
  failedAttemptsProperty,
  failedByProperty,
  firstFailedAtProperty,
  lastErrorProperty,
  lastErrorTypeProperty,
  lastFailedAtProperty,
  textIn,
} from '../../message-properties.js';
import type { ErrorDetails } from './error-details.js';
import type { Properties } from './room-for-properties.js';

export interface Failure {
  readonly details: ErrorDetails;
  /** How often the handler failed over this delivery. */
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** App and machine. */
  readonly failedBy: string;
}

/** What a message tells of its failures from now on, most important first. */
export function accountOf(
  message: ServiceBusReceivedMessage,
  { details, failures, now, failedBy }: Failure,
): Properties {
  const failedAt = new Date(now).toISOString();
  return {
    [failedAttemptsProperty]: countIn(message, failedAttemptsProperty) + failures,
    [firstFailedAtProperty]: textIn(message, firstFailedAtProperty) ?? failedAt,
    [lastFailedAtProperty]: failedAt,
    [lastErrorTypeProperty]: details.type,
    [failedByProperty]: failedBy,
    [lastErrorProperty]: details.description,
  };
}
