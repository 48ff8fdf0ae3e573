import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { UnprocessableMessageError } from '../errors.js';
import { originalMessageIdOf } from '../message-properties.js';
import type { Outgoing } from '../processing/complete-and-send.js';

/** What was noted of a message whose effects are there. */
export interface InboxRecord {
  /** The delivery that brought them about, as {@link deliveryOf} names it. */
  readonly delivery: string;
  /** What its handler had sent with its completion. */
  readonly sends: readonly Outgoing[];
}

/** What an inbox knows of a message. */
export type InboxEntry =
  /** Nothing: it is claimed for the caller now. */
  | { readonly state: 'new' }
  /** Somebody has claimed it and is at it. */
  | { readonly state: 'in progress' }
  /** Its effects are there. */
  | ({ readonly state: 'done' } & InboxRecord);

/**
 * Remembers which messages were handled, for as long as a copy of one may still come. Processes that share their work
 * share an inbox. A claim is not for ever: the store gives it up by itself some time after its process has died.
 */
export interface InboxStore {
  /** Claims a message for the caller, unless it is done or claimed. */
  begin(messageId: string): Promise<InboxEntry>;
  /** Notes that a message's effects are there. */
  commit(messageId: string, record: InboxRecord): Promise<void>;
  /** Gives up the caller's claim: the message was not handled. */
  release(messageId: string): Promise<void>;
  /**
   * Forgets messages that were done before.
   *
   * @returns how many
   */
  prune(before: Date): Promise<number>;
}

/**
 * The id by which an inbox knows a message: that which its sender gave, on all its copies.
 *
 * @throws {@link UnprocessableMessageError} for a message without one, which cannot be told from its copies
 */
export function inboxIdOf(message: ServiceBusReceivedMessage): string {
  const id = originalMessageIdOf(message);
  if (id !== undefined && id !== '') return id;
  throw new UnprocessableMessageError(
    'NoMessageId',
    'a message without an id cannot be told from its copies: send it with one',
  );
}

/** What two deliveries of the same message have in common, and no copy of it has: its place in its entity. */
export function deliveryOf({ sequenceNumber, enqueuedSequenceNumber }: ServiceBusReceivedMessage): string {
  return String(sequenceNumber ?? enqueuedSequenceNumber ?? '');
}
