import type {
  QueueProperties,
  QueueRuntimeProperties,
  SubscriptionProperties,
  SubscriptionRuntimeProperties,
  TopicProperties,
  TopicRuntimeProperties,
} from '@azure/service-bus';

import type { EntitySummary } from '../../api/index.js';
import { subscriptionPath } from './entity-path.js';

/** What an entity is, and how it is now. */
export type DescribedEntity =
  | { readonly kind: 'queue'; readonly settings: QueueProperties; readonly runtime: QueueRuntimeProperties }
  | { readonly kind: 'topic'; readonly settings: TopicProperties; readonly runtime: TopicRuntimeProperties }
  | {
      readonly kind: 'subscription';
      readonly settings: SubscriptionProperties;
      readonly runtime: SubscriptionRuntimeProperties;
    };

/** @param deferred deferred messages, where something counts them */
export function summaryOf(described: DescribedEntity, deferred: number | null): EntitySummary {
  switch (described.kind) {
    case 'queue':
      return queueSummary(described.settings, described.runtime, deferred);
    case 'topic':
      return topicSummary(described.settings, described.runtime);
    case 'subscription':
      return subscriptionSummary(described.settings, described.runtime, deferred);
  }
}

function queueSummary(
  settings: QueueProperties,
  runtime: QueueRuntimeProperties,
  deferred: number | null,
): EntitySummary {
  return {
    path: settings.name,
    kind: 'queue',
    name: settings.name,
    topic: null,
    status: settings.status,
    counts: {
      active: runtime.activeMessageCount,
      scheduled: runtime.scheduledMessageCount,
      deadLetters: runtime.deadLetterMessageCount,
      transfers: runtime.transferMessageCount,
      transferDeadLetters: runtime.transferDeadLetterMessageCount,
      deferred,
    },
    sizeInBytes: runtime.sizeInBytes ?? null,
    maxSizeInMegabytes: settings.maxSizeInMegabytes,
    requiresSession: settings.requiresSession,
    forwardTo: nameOfTarget(settings.forwardTo),
    forwardDeadLetteredMessagesTo: nameOfTarget(settings.forwardDeadLetteredMessagesTo),
  };
}

function topicSummary(settings: TopicProperties, runtime: TopicRuntimeProperties): EntitySummary {
  return {
    path: settings.name,
    kind: 'topic',
    name: settings.name,
    topic: null,
    status: settings.status,
    counts: {
      active: 0,
      scheduled: runtime.scheduledMessageCount,
      deadLetters: 0,
      transfers: 0,
      transferDeadLetters: 0,
      deferred: 0,
    },
    sizeInBytes: runtime.sizeInBytes ?? null,
    maxSizeInMegabytes: settings.maxSizeInMegabytes,
    requiresSession: false,
    forwardTo: null,
    forwardDeadLetteredMessagesTo: null,
  };
}

function subscriptionSummary(
  settings: SubscriptionProperties,
  runtime: SubscriptionRuntimeProperties,
  deferred: number | null,
): EntitySummary {
  return {
    path: subscriptionPath(settings.topicName, settings.subscriptionName),
    kind: 'subscription',
    name: settings.subscriptionName,
    topic: settings.topicName,
    status: settings.status,
    counts: {
      active: runtime.activeMessageCount,
      scheduled: 0,
      deadLetters: runtime.deadLetterMessageCount,
      transfers: runtime.transferMessageCount,
      transferDeadLetters: runtime.transferDeadLetterMessageCount,
      deferred,
    },
    sizeInBytes: null,
    maxSizeInMegabytes: null,
    requiresSession: settings.requiresSession,
    forwardTo: nameOfTarget(settings.forwardTo),
    forwardDeadLetteredMessagesTo: nameOfTarget(settings.forwardDeadLetteredMessagesTo),
  };
}

/** Azure tells a target as a whole address: `sb://bus.servicebus.windows.net/orders`. */
export function nameOfTarget(target: string | undefined): string | null {
  if (target === undefined || target === '') return null;
  return /^[a-z]+:\/\/[^/]+\/(.+)$/i.exec(target)?.[1] ?? target;
}
