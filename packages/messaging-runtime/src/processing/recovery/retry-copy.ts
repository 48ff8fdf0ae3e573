import { createHash } from 'node:crypto';
import { limits } from '@ams/service-bus-model/limits';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { copyOfMessage } from '../../copy-of-message.js';
import {
  failureDetailsOmittedProperty,
  originalEnqueuedAtProperty,
  originalMessageIdOf,
  originalMessageIdProperty,
  retryAttemptProperty,
  textIn,
} from '../../message-properties.js';
import type { Outgoing } from '../complete-and-send.js';
import { fitting, type Properties } from './room-for-properties.js';

/** Where a message goes that is put off. */
export interface RetryRoute {
  /** Queue that it came from; for a subscription, its topic. */
  readonly entity: string;
  /** Application properties that have it come to the one subscription that it came from, and to no other. */
  readonly addressing?: Readonly<Record<string, string>> | undefined;
}

/** When a message is tried again, and what is told of it. */
export interface Postponement {
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds from now. */
  readonly delay: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What tells of the failure, most important first. */
  readonly failure: Properties;
}

/**
 * The copy of a message that comes later in its place. It has an id of its own, and dies when its message would have: one
 * that would come after that comes halfway to it.
 *
 * @returns undefined if the message has no room for the properties that count its attempts
 */
export function retryCopyOf(
  message: ServiceBusReceivedMessage,
  route: RetryRoute,
  { attempt, delay, now, failure }: Postponement,
): Outgoing | undefined {
  const { addressing = {}, entity } = route;
  const counting = { ...addressing, [retryAttemptProperty]: attempt, ...provenanceOf(message) };
  const { properties, omitted } = fitting(message, { ...counting, ...failure });
  if (omitted.some((name) => name in counting)) return undefined;
  const expiresAt = message.timeToLive === undefined ? undefined : message.expiresAtUtc?.getTime();
  const dueAt = now + (expiresAt === undefined ? delay : withinLife(delay, expiresAt - now));
  return {
    entity,
    message: copyOfMessage(message, {
      properties,
      without: (name) => name === failureDetailsOmittedProperty,
      messageId: retryIdOf(message, route, attempt),
      timeToLive: expiresAt === undefined ? undefined : Math.max(1, expiresAt - dueAt),
      scheduledEnqueueTime: new Date(dueAt),
    }),
  };
}

/** A retry after the end would be none: the broker would drop or dead-letter the copy as expired. */
function withinLife(delay: number, life: number): number {
  return delay < life ? delay : Math.max(0, Math.floor(life / 2));
}

function provenanceOf(message: ServiceBusReceivedMessage): Properties {
  const id = originalMessageIdOf(message);
  const enqueuedAt = textIn(message, originalEnqueuedAtProperty) ?? message.enqueuedTimeUtc?.toISOString();
  return {
    ...(id === undefined ? {} : { [originalMessageIdProperty]: id }),
    ...(enqueuedAt === undefined ? {} : { [originalEnqueuedAtProperty]: enqueuedAt }),
  };
}

/**
 * An id that nobody had before: an entity that detects duplicates drops a message whose id it knows, and whether an entity
 * does cannot be told with a key to receive and send. It follows from the message and its place in the entity, so that a
 * copy sent twice, as happens to one that dies before it completes the message, is known for a duplicate. Subscriptions
 * number their messages alike, and a topic knows the ids of all: so it follows from the addressing, too.
 */
function retryIdOf(message: ServiceBusReceivedMessage, { entity, addressing }: RetryRoute, attempt: number): string {
  const original = originalMessageIdOf(message) ?? '';
  const place = JSON.stringify([entity, addressing, original, message.sequenceNumber?.toString()]);
  const suffix = `~retry-${attempt}-${createHash('sha256').update(place).digest('base64url').slice(0, 12)}`;
  return original.slice(0, limits.messageIdLength - suffix.length) + suffix;
}
