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
