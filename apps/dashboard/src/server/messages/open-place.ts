import type { ServiceBusClient, ServiceBusReceiver } from '@azure/service-bus';

import type { MessagePlace, SubQueue } from '../../api/index.js';
import { addressOf } from '../entities/entity-path.js';
import { explained } from '../problem-of-error.js';

/** Messages are looked at as they are: no parsing, no conversion. */
export const exactReceiverOptions = {
  skipParsingBodyAsJson: true,
  skipConvertingDate: true,
  maxAutoLockRenewalDurationInMs: 0,
} as const;

export interface ReceiverOptions {
  /** Default: peekLock. */
  readonly receiveMode?: 'peekLock' | 'receiveAndDelete';
}

/** A receiver of a place's messages; close it when done. Entities of sessions can be peeked by it, and not received from. */
export function openReceiver(
  client: ServiceBusClient,
  { entity, subQueue }: MessagePlace,
  { receiveMode = 'peekLock' }: ReceiverOptions = {},
): ServiceBusReceiver {
  const options = {
    ...exactReceiverOptions,
    receiveMode,
    ...(subQueue === 'active' ? {} : { subQueueType: subQueue }),
  } as const;
  const { entity: name, subscription } = addressOf(entity);
  // The client has two signatures, and options that differ by their mode.
  if (subscription === undefined) return client.createReceiver(name, options as { receiveMode: 'peekLock' });
  return client.createReceiver(name, subscription, options as { receiveMode: 'peekLock' });
}

/** For people: `orders`, `dead letters of orders`. */
export function nameOfPlace({ entity, subQueue }: MessagePlace): string {
  return `${kinds[subQueue]}${entity}`;
}

const kinds: Readonly<Record<SubQueue, string>> = {
  active: '',
  deadLetter: 'dead letters of ',
  transferDeadLetter: 'transfer dead letters of ',
};

/**
 * Does something with a receiver of a place, and closes it.
 *
 * @param action for the text of a failure: `look at the messages of`
 * @throws MessagingFailure
 */
export async function withReceiver<Result>(
  client: ServiceBusClient,
  place: MessagePlace,
  action: string,
  use: (receiver: ServiceBusReceiver) => Promise<Result>,
): Promise<Result> {
  const receiver = openReceiver(client, place);
  try {
    return await use(receiver);
  } catch (error) {
    throw explained(error, { action, entity: nameOfPlace(place) });
  } finally {
    await receiver.close();
  }
}
