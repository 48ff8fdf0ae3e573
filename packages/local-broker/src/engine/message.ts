import type { EncodedMessage } from '../message/encoded-message.js';
import type { Deadline } from './deadlines.js';
import type { LockOwner } from './lock-owner.js';
import type { SessionPlace } from './session.js';

/** What a message waits for: a receiver, its time, or somebody who asks for it by number. */
export type MessageState = 'active' | 'scheduled' | 'deferred';

/**
 * Where the content of a message is. A new one is in memory alone; a changed one is in memory, and an older one on disk; a
 * resident one is in memory as it is on disk; one on disk is read back when somebody asks for it.
 */
export type Residency = 'new' | 'changed' | 'resident' | 'on-disk';

/** What a message went through before it was where it is. */
export interface MessageHistory {
  /** Entities that forwarded it so far. */
  readonly forwardHops: number;
  /** The number it had before it was scheduled, forwarded or dead-lettered. */
  readonly enqueuedSequenceNumber: number | undefined;
  /** When a scheduled message becomes active. */
  readonly scheduledFor: number | undefined;
  /** Whether it was scheduled once: SDKs show such a message as scheduled even when it is received. */
  readonly wasScheduled: boolean;
  readonly deadLetterSource: string | undefined;
}

/** What is known of a message without its content. */
export interface MessageFields extends MessageHistory {
  /** Identity in the journal; higher means accepted later. */
  readonly id: number;
  /** Journal number of the message queue that holds it. */
  readonly queueId: number;
  /** Unique in its queue; in a partitioned one the partition is in the top 16 of 64 bits. */
  readonly sequenceNumber: number;
  readonly state: MessageState;
  readonly enqueuedTime: number;
  /** When its time to live is over; Infinity for never. */
  readonly expiresAt: number;
  readonly deliveryCount: number;
}

/** Reads contents back that are on disk. */
export interface ContentSource {
  /** @throws Error when the message cannot be read. */
  contentOf(message: BrokerMessage): EncodedMessage;
}

/**
 * A message in a queue, subscription or dead-letter sub-queue. Times are milliseconds since the epoch. Only the message
 * queue that holds it changes it.
 *
 * There may be a million of them, so this is kept small: what few messages have is in one object, which all others share,
 * and the content need not be in memory.
 */
export class BrokerMessage {
  readonly id: number;
  readonly queueId: number;
  sequenceNumber: number;
  state: MessageState;
  enqueuedTime: number;
  expiresAt: number;
  deliveryCount: number;
  /** The delivery that holds it, while it is peek-locked. */
  lock: Lock | undefined = undefined;
  /** Where it is in its session, in an entity that requires sessions. */
  place: SessionPlace | undefined = undefined;
  /** Gone from its queue: completed, expired, cancelled or handed over. */
  removed = false;
  /** Bytes of the content. */
  size: number;
  residency: Residency;
  readonly history: MessageHistory;
  #content: EncodedMessage | ContentSource;

  private constructor(
    fields: MessageFields,
    content: EncodedMessage | ContentSource,
    size: number,
    residency: Residency,
  ) {
    this.id = fields.id;
    this.queueId = fields.queueId;
    this.sequenceNumber = fields.sequenceNumber;
    this.state = fields.state;
    this.enqueuedTime = fields.enqueuedTime;
    this.expiresAt = fields.expiresAt;
    this.deliveryCount = fields.deliveryCount;
    this.size = size;
    this.residency = residency;
    this.history = historyOf(fields);
    this.#content = content;
  }

  /** A message that is in memory alone. */
  static inMemory(fields: MessageFields, content: EncodedMessage): BrokerMessage {
    return new BrokerMessage(fields, content, content.size, 'new');
  }

  /** A message of the journal. @param size bytes of its content. */
  static onDisk(fields: MessageFields, source: ContentSource, size: number): BrokerMessage {
    return new BrokerMessage(fields, source, size, 'on-disk');
  }

  /** Read back first where it is on disk. @throws Error when it cannot be read. */
  get content(): EncodedMessage {
    if (this.residency === 'on-disk') return (this.#content as ContentSource).contentOf(this);
    return this.#content as EncodedMessage;
  }

  get forwardHops(): number {
    return this.history.forwardHops;
  }

  get enqueuedSequenceNumber(): number | undefined {
    return this.history.enqueuedSequenceNumber;
  }

  get scheduledFor(): number | undefined {
    return this.history.scheduledFor;
  }

  get wasScheduled(): boolean {
    return this.history.wasScheduled;
  }

  get deadLetterSource(): string | undefined {
    return this.history.deadLetterSource;
  }

  /** Whether the journal has a row for it: what never got one needs no delete. */
  get isStored(): boolean {
    return this.residency !== 'new';
  }

  /** Whether the journal's row lacks the content as it is now. */
  get isContentUnwritten(): boolean {
    return this.residency === 'new' || this.residency === 'changed';
  }

  /** Gives it another content, which the journal does not have yet. */
  replaceContent(content: EncodedMessage): void {
    this.#content = content;
    this.size = content.size;
    if (this.isStored) this.residency = 'changed';
  }

  /** Its content is in memory, as it is on disk. */
  becomeResident(content: EncodedMessage): void {
    this.#content = content;
    this.residency = 'resident';
  }

  /** Its content is on disk alone. */
  becomeOnDisk(source: ContentSource): void {
    this.#content = source;
    this.residency = 'on-disk';
  }

  /** The same message in another place or state. Its row in the journal is the same. */
  copy(changes: Partial<MessageFields> & { readonly content?: EncodedMessage } = {}): BrokerMessage {
    const { id, queueId, sequenceNumber, state, enqueuedTime, expiresAt, deliveryCount, history } = this;
    const { content, ...fields } = changes;
    const copied = new BrokerMessage(
      { id, queueId, sequenceNumber, state, enqueuedTime, expiresAt, deliveryCount, ...history, ...fields },
      this.#content,
      this.size,
      // Who counts what is in memory counts the original.
      this.residency === 'resident' ? 'changed' : this.residency,
    );
    if (content) copied.replaceContent(content);
    return copied;
  }
}

/** The history of almost all messages. */
const noHistory: MessageHistory = {
  forwardHops: 0,
  enqueuedSequenceNumber: undefined,
  scheduledFor: undefined,
  wasScheduled: false,
  deadLetterSource: undefined,
};

function historyOf(fields: MessageHistory): MessageHistory {
  const { forwardHops, enqueuedSequenceNumber, scheduledFor, wasScheduled, deadLetterSource } = fields;
  const isUsual =
    forwardHops === 0 &&
    enqueuedSequenceNumber === undefined &&
    scheduledFor === undefined &&
    !wasScheduled &&
    deadLetterSource === undefined;
  if (isUsual) return noHistory;
  return { forwardHops, enqueuedSequenceNumber, scheduledFor, wasScheduled, deadLetterSource };
}

/** What a copy of a message for another entity takes over from it. */
export type MessageOrigin = Omit<MessageHistory, 'scheduledFor'> & Pick<BrokerMessage, 'sequenceNumber'>;

/**
 * A message that is new in an entity, before it has a sequence number.
 *
 * @param origin the message of another entity that it is a copy of; it keeps that one's history.
 */
export function newMessage(
  message: Pick<BrokerMessage, 'id' | 'content' | 'queueId' | 'enqueuedTime'>,
  origin?: MessageOrigin,
): BrokerMessage {
  const scheduled = message.content.annotation('x-opt-scheduled-enqueue-time');
  const scheduledFor =
    scheduled instanceof Date && scheduled.getTime() > message.enqueuedTime ? scheduled.getTime() : undefined;
  return BrokerMessage.inMemory(
    {
      id: message.id,
      queueId: message.queueId,
      enqueuedTime: message.enqueuedTime,
      sequenceNumber: 0,
      state: scheduledFor === undefined ? 'active' : 'scheduled',
      expiresAt: Infinity,
      deliveryCount: 0,
      forwardHops: origin?.forwardHops ?? 0,
      enqueuedSequenceNumber: origin?.enqueuedSequenceNumber ?? origin?.sequenceNumber,
      scheduledFor,
      wasScheduled: scheduledFor !== undefined || origin?.wasScheduled === true,
      deadLetterSource: origin?.deadLetterSource,
    },
    message.content,
  );
}

/** A peek-lock: the right of one receiver to settle one message until it expires. */
export interface Lock {
  readonly token: LockToken;
  readonly message: BrokerMessage;
  /** Milliseconds since the epoch; a renewal leaves it as it is. */
  readonly lockedAt: number;
  /** Milliseconds since the epoch. */
  lockedUntil: number;
  /** Absent under a shared lock, which ends with its holder's. */
  deadline: Deadline | undefined;
  /** The session under whose lock it is. */
  readonly shared?: SharedLock | undefined;
  /** Whose it is, where that is known. */
  readonly owner: LockOwner | undefined;
  /** Whether a transaction that is still open settles its message: nobody else may, but it can expire. */
  inTransaction: boolean;
}

/** What locks many messages at once, and unlocks them together: an accepted session. */
export interface SharedLock {
  /** Milliseconds since the epoch. */
  readonly lockedUntil: number;
  readonly locks: Set<Lock>;
  readonly lockOwner: LockOwner | undefined;
  /** Whether the message is one that it may lock. */
  has(message: BrokerMessage): boolean;
  /** Its time is over, before its timer said so. */
  expire(): void;
}

/** A lock token as the text form of a UUID, in lower case. */
export type LockToken = string;
