import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { RequestError, type Condition } from './filter-spec.js';

type Reader = (message: ServiceBusReceivedMessage) => unknown;

/** Properties of a message that are not its application's, by the names that the client gives them. */
const readers: Readonly<Record<string, Reader>> = {
  messageId: ({ messageId }) => textOf(messageId),
  correlationId: ({ correlationId }) => textOf(correlationId),
  subject: ({ subject }) => subject,
  contentType: ({ contentType }) => contentType,
  sessionId: ({ sessionId }) => sessionId,
  replyToSessionId: ({ replyToSessionId }) => replyToSessionId,
  partitionKey: ({ partitionKey }) => partitionKey,
  to: ({ to }) => to,
  replyTo: ({ replyTo }) => replyTo,
  timeToLive: ({ timeToLive }) => timeToLive,
  state: ({ state }) => state,
  deliveryCount: ({ deliveryCount }) => deliveryCount,
  // Compared by size. Whoever means one message of a number beyond 2^53 names it by `sequenceNumbers`.
  sequenceNumber: ({ sequenceNumber }) => sequenceNumber?.toNumber(),
  enqueuedSequenceNumber: ({ enqueuedSequenceNumber }) => enqueuedSequenceNumber,
  enqueuedTimeUtc: ({ enqueuedTimeUtc }) => enqueuedTimeUtc,
  scheduledEnqueueTimeUtc: ({ scheduledEnqueueTimeUtc }) => scheduledEnqueueTimeUtc,
  expiresAtUtc: ({ expiresAtUtc }) => expiresAtUtc,
  deadLetterReason: ({ deadLetterReason }) => deadLetterReason,
  deadLetterErrorDescription: ({ deadLetterErrorDescription }) => deadLetterErrorDescription,
  deadLetterSource: ({ deadLetterSource }) => deadLetterSource,
};

/** Names of what {@link systemPropertyOf} reads. */
export const systemPropertyNames: readonly string[] = Object.keys(readers);

/**
 * Finds the reader of the property that a condition is on, named as `@azure/service-bus` does, in any case.
 *
 * @throws {@link RequestError} for a name that no message has
 */
export function systemPropertyOf({ name }: Condition): Reader {
  const known = systemPropertyNames.find((each) => each.toLowerCase() === name.toLowerCase());
  const reader = known === undefined ? undefined : readers[known];
  if (reader !== undefined) return reader;
  throw new RequestError(`"${name}" is no system property: it must be one of ${systemPropertyNames.join(', ')}`);
}

/** An id as text: AMQP allows numbers and bytes, too. */
function textOf(id: ServiceBusReceivedMessage['messageId']): string | undefined {
  return Buffer.isBuffer(id) ? id.toString('hex') : id?.toString();
}
