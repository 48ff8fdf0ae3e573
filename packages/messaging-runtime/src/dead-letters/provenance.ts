import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { parkingProperties, provenanceProperties } from '../message-properties.js';
import {
  copyOfDeadLetter,
  copyWithFailure,
  type AmqpAnnotatedMessage,
  type PropertyChanges,
} from './copy-of-dead-letter.js';
import type { Destination } from './dead-letter-source.js';
import { failureOf, resubmitCountOf } from './failure-of-message.js';

/** Who moves a message, when, and from where. */
export interface Move {
  /** Path of the queue or subscription that it is taken from. */
  readonly from: string;
  readonly by: string;
  readonly at: Date;
}

/** Characters of a reason or description that travel on with a copy: Azure leaves 64 KB for all properties together. */
const longestText = 1_024;

/** Longest id that Azure takes. */
const longestMessageId = 128;

const notParked: PropertyChanges = Object.fromEntries(
  Object.values(parkingProperties).map((name) => [name, undefined]),
);

/** Whoever runs this process, as `user@host`. */
export function whoRunsThis(): string {
  return `${userInfo().username}@${hostname()}`;
}

/**
 * The copy that goes back to work, with the story of where it came from. What is known of the message that was sent at
 * first stays as it is, however often it comes back.
 */
export function resubmittedCopy(
  message: ServiceBusReceivedMessage,
  destination: Destination,
  { from, by, at }: Move,
): AmqpAnnotatedMessage {
  const copy = copyOfDeadLetter(message, {
    ...originOf(message),
    ...failurePropertiesOf(message),
    ...notParked,
    ...destination.addressing,
    [provenanceProperties.resubmittedAt]: at.toISOString(),
    [provenanceProperties.resubmittedBy]: by,
    [provenanceProperties.resubmittedFrom]: from,
    [provenanceProperties.resubmitCount]: resubmitCountOf(message) + 1,
  });
  const timeToLive = Number(message.applicationProperties?.[parkingProperties.parkedTimeToLive] ?? 0);
  return timeToLive > 0 ? { ...copy, header: { ...copy.header, timeToLive } } : copy;
}

/** The copy that waits in the parking queue for somebody to look at it. It does not expire there. */
export function parkedCopy(
  message: ServiceBusReceivedMessage,
  because: string,
  { from, by, at }: Move,
): AmqpAnnotatedMessage {
  const copy = copyWithFailure(message, {
    ...originOf(message),
    ...failurePropertiesOf(message),
    [parkingProperties.parkedAt]: at.toISOString(),
    [parkingProperties.parkedBy]: by,
    [parkingProperties.parkedFrom]: from,
    [parkingProperties.parkedBecause]: because,
    [parkingProperties.parkedTimeToLive]: copyableTimeToLive(message),
  });
  return { ...copy, header: { ...copy.header, timeToLive: undefined } };
}

/**
 * An id for a copy that an entity with duplicate detection takes for a new message. It follows from the first id and the
 * count, so that the same copy sent twice is known as one.
 */
export function renewedMessageId(message: ServiceBusReceivedMessage): string {
  const original = String(
    message.applicationProperties?.[provenanceProperties.originalMessageId] ?? message.messageId ?? '',
  );
  const ending = `~resubmit-${resubmitCountOf(message) + 1}`;
  const room = longestMessageId - ending.length;
  return `${original.length <= room ? original : hashOf(original)}${ending}`;
}

/** A copy under another id. */
export function withMessageId(copy: AmqpAnnotatedMessage, messageId: string): AmqpAnnotatedMessage {
  return { ...copy, properties: { ...copy.properties, messageId } };
}

/** A copy that says that it is not what it was. */
export function markedAsEdited(copy: AmqpAnnotatedMessage): AmqpAnnotatedMessage {
  return { ...copy, applicationProperties: { ...copy.applicationProperties, [provenanceProperties.edited]: true } };
}

function originOf({ messageId, sequenceNumber, enqueuedTimeUtc, applicationProperties }: ServiceBusReceivedMessage) {
  const known = (name: string, value: string | undefined): PropertyChanges =>
    value === undefined || applicationProperties?.[name] !== undefined ? {} : { [name]: value };
  return {
    ...known(provenanceProperties.originalMessageId, messageId === undefined ? undefined : String(messageId)),
    ...known(provenanceProperties.originalSequenceNumber, sequenceNumber?.toString()),
    ...known(provenanceProperties.originalEnqueuedAt, enqueuedTimeUtc?.toISOString()),
  };
}

function failurePropertiesOf(message: ServiceBusReceivedMessage): PropertyChanges {
  const { reason, description } = failureOf(message);
  return {
    [provenanceProperties.lastDeadLetterReason]: reason?.slice(0, longestText),
    [provenanceProperties.lastDeadLetterDescription]: description?.slice(0, longestText),
  };
}

function copyableTimeToLive({ _rawAmqpMessage: { header } }: ServiceBusReceivedMessage): number | undefined {
  // A message without a time of its own gets the entity's; that is not its sender's will, and any entity gives it anew.
  const timeToLive = header?.timeToLive;
  return timeToLive === undefined || timeToLive <= 0 ? undefined : timeToLive;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
