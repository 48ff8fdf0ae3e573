import type { EncodedMessage } from '../message/encoded-message.js';
import type { Deadline } from './deadlines.js';
import type { SessionPlace } from './session.js';

/** What a message waits for: a receiver, its time, or somebody who asks for it by number. */
export type MessageState = 'active' | 'scheduled' | 'deferred';

/**
 * A message in a queue, subscription or dead-letter sub-queue. Times are milliseconds since the epoch. Only the message
 * queue that holds it changes it.
 */
export interface BrokerMessage {
  /** Identity in the journal; higher means accepted later. */
  readonly id: number;
  content: EncodedMessage;
  /** Journal number of the message queue that holds it. */
  queueId: number;
  /** Unique in its queue; in a partitioned one the partition is in the top 16 of 64 bits. */
  sequenceNumber: number;
  /** Entities that forwarded it so far. */
  readonly forwardHops: number;
  /** The number it had before it was scheduled, forwarded or dead-lettered. */
  enqueuedSequenceNumber: number | undefined;
  state: MessageState;
  enqueuedTime: number;
  /** When its time to live is over; Infinity for never. */
  expiresAt: number;
  /** When a scheduled message becomes active. */
  scheduledFor: number | undefined;
  /** Whether it was scheduled once: SDKs show such a message as scheduled even when it is received. */
  wasScheduled: boolean;
  deliveryCount: number;
  deadLetterSource: string | undefined;
  /** The delivery that holds it, while it is peek-locked. */
  lock: Lock | undefined;
  /** Where it is in its session, in an entity that requires sessions. */
  place: SessionPlace | undefined;
  /** Gone from its queue: completed, expired, cancelled or handed over. */
  removed: boolean;
  /** Whether the journal has a row for it: what never got one needs no delete. */
  stored: boolean;
  /** What wakes it: its schedule, or the end of its time to live. */
  deadline: Deadline | undefined;
}

/**
 * A message that is new in an entity, before it has a sequence number.
 *
 * @param origin the message of another entity that it is a copy of; it keeps that one's history.
 */
export function newMessage(
  message: Pick<BrokerMessage, 'id' | 'content' | 'queueId' | 'enqueuedTime'>,
  origin?: BrokerMessage,
): BrokerMessage {
  const scheduled = message.content.annotation('x-opt-scheduled-enqueue-time');
  const scheduledFor =
    scheduled instanceof Date && scheduled.getTime() > message.enqueuedTime ? scheduled.getTime() : undefined;
  // Each property by its name: an object of this many that begins as a copy of another is a slow one.
  return {
    id: message.id,
    content: message.content,
    queueId: message.queueId,
    enqueuedTime: message.enqueuedTime,
    sequenceNumber: 0,
    forwardHops: origin?.forwardHops ?? 0,
    enqueuedSequenceNumber: origin?.enqueuedSequenceNumber ?? origin?.sequenceNumber,
    state: scheduledFor === undefined ? 'active' : 'scheduled',
    expiresAt: Infinity,
    scheduledFor,
    wasScheduled: scheduledFor !== undefined || origin?.wasScheduled === true,
    deliveryCount: 0,
    deadLetterSource: origin?.deadLetterSource,
    lock: undefined,
    place: undefined,
    removed: false,
    stored: false,
    deadline: undefined,
  };
}

/** A peek-lock: the right of one receiver to settle one message until it expires. */
export interface Lock {
  readonly token: LockToken;
  readonly message: BrokerMessage;
  /** Milliseconds since the epoch. */
  lockedUntil: number;
  /** Absent under a shared lock, which ends with its holder's. */
  deadline: Deadline | undefined;
  /** The session under whose lock it is. */
  readonly shared?: SharedLock | undefined;
  /** Whether a transaction that is still open settles its message: nobody else may, but it can expire. */
  inTransaction: boolean;
}

/** What locks many messages at once, and unlocks them together: an accepted session. */
export interface SharedLock {
  /** Milliseconds since the epoch. */
  readonly lockedUntil: number;
  readonly locks: Set<Lock>;
  /** Whether the message is one that it may lock. */
  has(message: BrokerMessage): boolean;
  /** Its time is over, before its timer said so. */
  expire(): void;
}

/** A lock token as the text form of a UUID, in lower case. */
export type LockToken = string;
