import { resubmitToProperty } from '@ams/messages';
import {
  destination,
  parkedMessages,
  queueDeadLetters,
  subscriptionDeadLetters,
  type DeadLetterSource,
  type Destination,
} from '@ams/messaging-runtime';
import type { ServiceBusClient } from '@azure/service-bus';

import type { EntitySummary, SubQueue } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { addressOf, isSamePath } from '../entities/entity-path.js';
import { ProblemError } from '../problem.js';

/** Where messages are that failed. */
export interface FailedPlace {
  /** Path of the queue or subscription, as the namespace writes it. */
  readonly entity: string;
  /** `active` for the parking queue alone, whose messages are what was parked. */
  readonly subQueue: SubQueue;
}

/**
 * A place that somebody asks for.
 *
 * @throws ProblemError 404 for an entity that there is not, 400 for a topic, which has no dead letters
 */
export async function findPlace(
  { entities }: DashboardContext,
  path: string,
  subQueue: Exclude<SubQueue, 'active'>,
): Promise<FailedPlace> {
  const entity = await entities.find(path);
  if (entity.kind !== 'topic') return { entity: entity.path, subQueue };
  throw new ProblemError(
    'invalid-request',
    400,
    `${entity.path} is a topic, and its subscriptions have the dead letters: name one of them, as in ${entity.path}/Subscriptions/<name>.`,
  );
}

/** The messages of a place, and where they go back to. */
export function sourceOf(client: ServiceBusClient, { entity: path, subQueue }: FailedPlace): DeadLetterSource {
  if (subQueue === 'active') return parkedMessages(client, path);
  const { entity, subscription } = addressOf(path);
  return subscription === undefined
    ? queueDeadLetters(client, entity, subQueue)
    : subscriptionDeadLetters(client, entity, subscription, resubmitToProperty, subQueue);
}

/** Where copies can be sent: to a subscription, by its topic. */
export function destinationOf(
  client: ServiceBusClient,
  { kind, path }: Pick<EntitySummary, 'kind' | 'path'>,
): Destination {
  if (kind === 'subscription') return sourceOf(client, { entity: path, subQueue: 'deadLetter' });
  // To all of a topic's subscriptions: it may have been addressed to one.
  return destination(client, `${kind} ${path}`, path, { [resubmitToProperty]: undefined });
}

/**
 * The queue that takes what is parked.
 *
 * @throws ProblemError 400 where the environment has none
 */
export function parkingQueueOf({ names }: DashboardContext): string {
  if (names.parkingQueueName !== undefined) return names.parkingQueueName;
  throw new ProblemError(
    'invalid-request',
    400,
    'This environment has no parking queue: its outputs name none. Deploy a stack that has one, or send the messages elsewhere.',
  );
}

export function parkingOf(context: DashboardContext): Destination {
  const queue = parkingQueueOf(context);
  return destination(context.client, `parking queue ${queue}`, queue);
}

/** Whether a place is the parking queue's own messages. */
export function isParking({ names }: DashboardContext, path: string): boolean {
  return names.parkingQueueName !== undefined && isSamePath(names.parkingQueueName, path);
}
