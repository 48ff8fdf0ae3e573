import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** Application properties that the runtime itself writes and reads. Moments are texts, ISO 8601 in UTC. */

/** How often a message was sent back from the dead letters. */
export const resubmitCountProperty = 'resubmit_count';

/** Message id that the sender gave, on a copy with an id of its own. */
export const originalMessageIdProperty = 'original_message_id';

/** When the sender's message was enqueued, on a copy. */
export const originalEnqueuedAtProperty = 'original_enqueued_at';

/** How often a message was put off after failing: 1 on the first copy. */
export const retryAttemptProperty = 'retry_attempt';

/** How often a handler has failed over a message, immediate retries included. */
export const failedAttemptsProperty = 'failed_attempts';

export const firstFailedAtProperty = 'first_failed_at';

export const lastFailedAtProperty = 'last_failed_at';

/** Class of the latest error, or its code where it has no class of its own. */
export const lastErrorTypeProperty = 'last_error_type';

/** What the latest error said. */
export const lastErrorProperty = 'last_error';

/** Where the latest error came from; on dead letters only. */
export const lastErrorStackProperty = 'last_error_stack';

/** App and machine that the handler failed in last: `queue-consumer@host`. */
export const failedByProperty = 'failed_by';

/** Names of properties that tell of the failure, but had no room within Azure's limit. */
export const failureDetailsOmittedProperty = 'failure_details_omitted';

/** What tells of failures. A message that begins anew, as one sent back from the dead letters does, leaves it behind. */
export const failureProperties: ReadonlySet<string> = new Set([
  retryAttemptProperty,
  failedAttemptsProperty,
  firstFailedAtProperty,
  lastFailedAtProperty,
  lastErrorTypeProperty,
  lastErrorProperty,
  lastErrorStackProperty,
  failedByProperty,
  failureDetailsOmittedProperty,
]);

/** Sequence number of the sender's message, as text. */
export const originalSequenceNumberProperty = 'original_sequence_number';

/** What a message that was sent back from the dead letters tells about the one that it is a copy of. */
export const provenanceProperties = {
  resubmitCount: resubmitCountProperty,
  originalMessageId: originalMessageIdProperty,
  originalSequenceNumber: originalSequenceNumberProperty,
  originalEnqueuedAt: originalEnqueuedAtProperty,
  /** When it was sent back. */
  resubmittedAt: 'resubmitted_at',
  /** Who did it. */
  resubmittedBy: 'resubmitted_by',
  /** Path of the queue or subscription whose dead letter it was. */
  resubmittedFrom: 'resubmitted_from',
  lastDeadLetterReason: 'last_dead_letter_reason',
  lastDeadLetterDescription: 'last_dead_letter_description',
  /** Whether body or properties were changed on the way. */
  edited: 'edited',
} as const;

/** What a parked message tells about where it belongs. It loses them when it goes back there. */
export const parkingProperties = {
  parkedAt: 'parked_at',
  /** Who did it. */
  parkedBy: 'parked_by',
  /** Path of the queue or subscription whose dead letter it was, and that it goes back to. */
  parkedFrom: 'parked_from',
  /** Why it was parked instead of sent back. */
  parkedBecause: 'parked_because',
  /** Its time to live in milliseconds, which it does not have while it is parked. */
  parkedTimeToLive: 'parked_time_to_live',
} as const;

/** The part of a message that this file reads. */
type WithProperties = Pick<ServiceBusReceivedMessage, 'applicationProperties'>;

/** The count in a property; 0 if it is not there, or holds no count. */
export function countIn({ applicationProperties }: WithProperties, property: string): number {
  const count = Number(applicationProperties?.[property] ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** The text in a property; undefined if it is not there, or holds none. */
export function textIn({ applicationProperties }: WithProperties, property: string): string | undefined {
  const text = applicationProperties?.[property];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** How often a message was put off after failing; 0 for the sender's own. */
export function retryAttemptOf(message: WithProperties): number {
  return countIn(message, retryAttemptProperty);
}

/**
 * The message id that the sender gave. A message that was put off has another one, since an entity that detects duplicates
 * would drop it otherwise: whoever recognizes messages goes by this one.
 */
export function originalMessageIdOf(
  message: WithProperties & Pick<ServiceBusReceivedMessage, 'messageId'>,
): string | undefined {
  return textIn(message, originalMessageIdProperty) ?? textOf(message.messageId);
}

/** An id as text: AMQP allows numbers and bytes, too. */
function textOf(id: ServiceBusReceivedMessage['messageId']): string | undefined {
  return Buffer.isBuffer(id) ? id.toString('hex') : id?.toString();
}
