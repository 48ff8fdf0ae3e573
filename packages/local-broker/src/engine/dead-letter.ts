import rhea from 'rhea';

import type { EncodedMessage, MessageChanges } from '../message/encoded-message.js';
import type { Typed } from '../message/encoding.js';

/** Why a message was dead-lettered, in the words that Azure uses. */
export interface DeadLetterReason {
  readonly reason?: string | undefined;
  readonly description?: string | undefined;
}

export function maxDeliveryCountExceeded(deliveries: number): DeadLetterReason {
  return {
    reason: 'MaxDeliveryCountExceeded',
    description: `Message could not be consumed after ${deliveries} delivery attempts.`,
  };
}

export const timeToLiveExpired: DeadLetterReason = {
  reason: 'TTLExpiredException',
  description: 'The message expired and was dead lettered.',
};

/** A copy for an entity with sessions whose sender could not be told. */
export const sessionIdIsNull: DeadLetterReason = {
  reason: 'Session ID is null',
  description: 'The message has no session id, but the entity requires sessions.',
};

/** What the broker was told to add to the message made its header and properties larger than they may be. */
export const headerSizeExceeded: DeadLetterReason = {
  reason: 'HeaderSizeExceeded',
  description: 'The header and the properties of the message together are larger than 64 KB.',
};

export function maxTransferHopCountExceeded(hops: number): DeadLetterReason {
  return {
    reason: 'MaxTransferHopCountExceeded',
    description: `The message was forwarded ${hops} times, which is as often as Azure allows.`,
  };
}

export function forwardingTargetDisabled(target: string, status: string): DeadLetterReason {
  return {
    reason: 'ForwardingTargetDisabled',
    description: `'${target}', to which this entity forwards, does not take messages: its status is ${status}.`,
  };
}

export function forwardingTargetMissing(target: string): DeadLetterReason {
  return {
    reason: 'ForwardingTargetNotFound',
    description: `'${target}', to which this entity forwards, is no longer there.`,
  };
}

export function forwardingTargetFull(target: string): DeadLetterReason {
  return {
    reason: 'ForwardingTargetFull',
    description: `'${target}', to which this entity forwards, holds as much as it may.`,
  };
}

/** @param refusal what the entity said that the message was to go to. */
export function transferFailed(refusal: string): DeadLetterReason {
  return { reason: 'TransferFailed', description: refusal };
}

/** The message with its reason among the application properties, where SDKs look for it. */
export function withReason(
  content: EncodedMessage,
  { reason, description }: DeadLetterReason,
  changes?: MessageChanges,
): EncodedMessage {
  const applicationProperties = new Map(changes?.applicationProperties);
  if (reason !== undefined) applicationProperties.set('DeadLetterReason', text(reason));
  if (description !== undefined) applicationProperties.set('DeadLetterErrorDescription', text(description));
  return content.with({ ...changes, applicationProperties });
}

function text(value: string): Typed {
  return rhea.types.wrap_string(value) as Typed;
}
