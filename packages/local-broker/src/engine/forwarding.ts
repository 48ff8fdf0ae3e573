import { limits, type ReceivableDefinition } from '@ams/service-bus-model';

import {
  type DeadLetterReason,
  forwardingTargetDisabled,
  forwardingTargetFull,
  forwardingTargetMissing,
  maxTransferHopCountExceeded,
} from './dead-letter.js';
import type { Sendable } from './entities.js';
import { BrokerError } from './errors.js';
import type { PassOn } from './pass-on.js';

/**
 * Sends every message on to another entity, as a new message of that one. Each hop is counted on the message, so that
 * entities that forward in a circle cannot keep one for ever: after `limits.forwardHops` it is refused.
 *
 * @param target name of the queue or topic to forward to.
 * @param find looks it up. It is asked with each message: entities come and go.
 */
export function forwardingTo(target: string, find: (name: string) => Sendable | undefined): PassOn {
  return {
    refusalOf: ({ forwardHops, size }) =>
      forwardHops >= limits.forwardHops
        ? maxTransferHopCountExceeded(limits.forwardHops)
        : refusalOf(target, find(target), size),
    take: (message) => {
      const entity = find(target);
      entity?.activity.touch();
      const { sequenceNumber, history } = message;
      const origin = { ...history, sequenceNumber, forwardHops: history.forwardHops + 1 };
      entity?.entrance.sendCopy(message.content, origin);
      entity?.entrance.dispatch();
    },
  };
}

function refusalOf(target: string, entity: Sendable | undefined, size: number): DeadLetterReason | undefined {
  if (entity === undefined) return forwardingTargetMissing(target);
  const { status } = entity.definition;
  const takesMessages = status === 'Active' || status === 'ReceiveDisabled';
  if (!takesMessages) return forwardingTargetDisabled(entity.path, status);
  return entity.entrance.settings.storage?.hasRoomFor(size) === false ? forwardingTargetFull(entity.path) : undefined;
}

/**
 * What an entity forwards to must be there when the entity is made or changed: Azure's rule. It may be deleted later.
 *
 * @param exists whether the namespace has a queue or topic of that name.
 * @throws BrokerError `com.microsoft:argument-error`
 */
export function checkForwarding(
  source: string,
  { forwardTo, forwardDeadLetteredMessagesTo }: Partial<ReceivableDefinition>,
  exists: (name: string) => boolean,
): void {
  for (const target of [forwardTo, forwardDeadLetteredMessagesTo]) {
    if (target === undefined || exists(target)) continue;
    throw new BrokerError(
      'com.microsoft:argument-error',
      `'${source}' forwards to '${target}', which is not there. Forward to a queue or topic of the namespace.`,
    );
  }
}
