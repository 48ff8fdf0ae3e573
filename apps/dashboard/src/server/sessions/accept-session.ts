import type { ServiceBusClient, ServiceBusSessionReceiver } from '@azure/service-bus';

import { addressOf } from '../entities/entity-path.js';
import { exactReceiverOptions, type ReceiverOptions } from '../messages/open-place.js';

/** Takes hold of a session until the receiver is closed. @throws what the client throws: `SessionCannotBeLocked` if it is held */
export function acceptSession(
  client: ServiceBusClient,
  path: string,
  sessionId: string,
  { receiveMode = 'peekLock' }: ReceiverOptions = {},
): Promise<ServiceBusSessionReceiver> {
  const { entity, subscription } = addressOf(path);
  // The client has two signatures, and options that differ by their mode.
  const options = { ...exactReceiverOptions, receiveMode } as { receiveMode: 'peekLock' };
  return subscription === undefined
    ? client.acceptSession(entity, sessionId, options)
    : client.acceptSession(entity, subscription, sessionId, options);
}
