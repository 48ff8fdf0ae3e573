import type { BrokerMessage } from '../engine/message.js';
import type { MessageSource } from '../engine/message-source.js';
import { longestTimeToLive } from '../message/header.js';

/** How a message goes out or shows. */
export interface DeliveredForm {
  /** Of the lock that its receiver gets with it, as an AMQP uuid. */
  readonly lockToken?: Buffer | undefined;
  /** @default true */
  readonly withBody?: boolean | undefined;
}

/** A message as its receiver, or whoever peeks, gets it: with the broker's annotations as they stand now. */
export function encodeDelivered(
  queue: Pick<MessageSource, 'partitionIdOf'>,
  message: BrokerMessage,
  { lockToken, withBody }: DeliveredForm = {},
): Buffer {
  return message.content.encodeFor(
    message.deliveryCount,
    {
      enqueuedTime: message.enqueuedTime,
      sequenceNumber: message.sequenceNumber,
      enqueuedSequenceNumber: message.enqueuedSequenceNumber,
      lockedUntil: message.lock?.lockedUntil,
      state: stateOf(message),
      partitionId: queue.partitionIdOf(message),
      deadLetterSource: message.deadLetterSource,
    },
    {
      lockToken,
      timeToLive: shortenedTimeToLive(message),
      withBody,
    },
  );
}

/** The entity's time to live, where it is shorter than the sender's: clients reckon from it when a message expires. */
function shortenedTimeToLive({ expiresAt, enqueuedTime, content }: BrokerMessage): number | undefined {
  if (expiresAt === Infinity) return undefined;
  const timeToLive = Math.round(expiresAt - enqueuedTime);
  return timeToLive < (content.timeToLive ?? Infinity) && timeToLive <= longestTimeToLive ? timeToLive : undefined;
}

/** A message that was really scheduled shows as scheduled for good, as on Azure. */
function stateOf(message: BrokerMessage): 'deferred' | 'scheduled' | undefined {
  if (message.state === 'deferred') return 'deferred';
  return message.wasScheduled ? 'scheduled' : undefined;
}
