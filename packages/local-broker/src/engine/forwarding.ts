import { limits } from '@ams/service-bus-model';

import { type DeadLetterReason, forwardingTargetDisabled, maxTransferHopCountExceeded } from './dead-letter.js';
import type { Sendable } from './entities.js';
import type { PassOn } from './pass-on.js';

/**
 * Sends every message on to another entity, as a new message of that one. Each hop is counted on the message, so that
 * entities that forward in a circle cannot keep one for ever: after `limits.forwardHops` it is refused.
 *
 * @param targetOf the queue or topic to forward to. It is asked for with each message: entities may forward to one that
 *   is made after them.
 */
export function forwardingTo(targetOf: () => Sendable): PassOn {
  return {
    refusalOf: ({ forwardHops }) =>
      forwardHops >= limits.forwardHops ? maxTransferHopCountExceeded(limits.forwardHops) : refusalOf(targetOf()),
    take: (message) => {
      const { entrance } = targetOf();
      entrance.sendCopy(message.content, { ...message, forwardHops: message.forwardHops + 1 });
      entrance.dispatch();
    },
  };
}

function refusalOf({ path, definition: { status } }: Sendable): DeadLetterReason | undefined {
  const takesMessages = status === 'Active' || status === 'ReceiveDisabled';
  return takesMessages ? undefined : forwardingTargetDisabled(path, status);
}
