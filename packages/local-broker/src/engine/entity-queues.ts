import {
  limits,
  type QueueDefinition,
  type ReceivableDefinition,
  type SendableDefinition,
  type TopicDefinition,
} from '@ams/service-bus-model';

import type { Activity } from './activity.js';
import { millisecondsOf } from './duration-settings.js';
import type { Receivable } from './entities.js';
import { formatEntityPath } from './entity-path.js';
import type { MessageQueue } from './message-queue.js';
import type { ChangeableSettings, MessageQueueSettings } from './message-queue-settings.js';
import type { PassOn } from './pass-on.js';

/** Makes message queues that the journal knows under their paths. */
export interface MessageQueueFactory {
  create(settings: Omit<MessageQueueSettings, 'id'>): MessageQueue;
  /** @param target name of a queue or topic of the namespace, whatever its case. */
  forwarding(target: string): PassOn;
  /** The record of the use of a new entity. */
  activity(): Activity;
}

/** What senders decide about a queue's messages. */
type SenderSettings = Pick<MessageQueueSettings, 'timeToLive' | 'duplicateWindow'>;

export function queueSenders(definition: QueueDefinition): SenderSettings {
  return { timeToLive: Infinity, ...duplicateWindowOf(definition) };
}

export function subscriptionSenders(topic: Pick<TopicDefinition, 'defaultMessageTimeToLive'>): SenderSettings {
  return { timeToLive: millisecondsOf(topic.defaultMessageTimeToLive) };
}

type HolderDefinition = Omit<ReceivableDefinition, 'name'>;

/** Makes what holds the messages of a queue or subscription, and its sub-queues. */
export function makeMessageQueues(
  path: string,
  definition: HolderDefinition,
  {
    partitions,
    storage,
    counters,
    ...senders
  }: SenderSettings & Pick<MessageQueueSettings, 'partitions' | 'storage' | 'counters'>,
  factory: MessageQueueFactory,
): Pick<Receivable, 'messages' | 'deadLetters' | 'transferDeadLetters'> {
  const subQueue = (name: 'dead-letter' | 'transfer-dead-letter', settings: ChangeableSettings): MessageQueue =>
    factory.create({
      path: formatEntityPath({ entity: path, subQueue: name }),
      lockDuration: millisecondsOf(definition.lockDuration),
      maxDeliveryCount: Infinity,
      timeToLive: Infinity,
      deadLettersExpired: false,
      partitions: 1,
      storage,
      counters,
      ...settings,
    });
  const deadLetters = subQueue('dead-letter', deadLetterSettings(definition, factory));
  const { requiresSession } = definition;
  const settings = messageSettings(definition, senders, factory);
  const messages = factory.create({ path, partitions, storage, counters, deadLetters, requiresSession, ...settings });
  return { messages, deadLetters, transferDeadLetters: subQueue('transfer-dead-letter', {}) };
}

/** Lets what holds the messages of a queue or subscription follow its definition. */
export function reconfigure(
  { definition, messages, deadLetters, transferDeadLetters }: Receivable,
  senders: SenderSettings,
  factory: MessageQueueFactory,
): void {
  transferDeadLetters.reconfigure({ lockDuration: millisecondsOf(definition.lockDuration) });
  deadLetters.reconfigure(deadLetterSettings(definition, factory));
  messages.reconfigure(messageSettings(definition, senders, factory));
}

function messageSettings(
  definition: HolderDefinition,
  senders: SenderSettings,
  factory: MessageQueueFactory,
): Required<Omit<ChangeableSettings, 'duplicateWindow' | 'passOn'>> & ChangeableSettings {
  return {
    ...senders,
    lockDuration: millisecondsOf(definition.lockDuration),
    maxDeliveryCount: definition.maxDeliveryCount,
    timeToLive: Math.min(millisecondsOf(definition.defaultMessageTimeToLive), senders.timeToLive),
    deadLettersExpired: definition.deadLetteringOnMessageExpiration,
    passOn: definition.forwardTo === undefined ? undefined : factory.forwarding(definition.forwardTo),
  };
}

function deadLetterSettings(definition: HolderDefinition, factory: MessageQueueFactory): ChangeableSettings {
  const { forwardDeadLetteredMessagesTo: target } = definition;
  return {
    lockDuration: millisecondsOf(definition.lockDuration),
    passOn: target === undefined ? undefined : factory.forwarding(target),
  };
}

/** Bytes. Azure gives each partition of an entity the size that the entity is defined with. */
export function storageSizeOf({
  maxSizeInMegabytes,
  partitioningEnabled,
}: Pick<SendableDefinition, 'maxSizeInMegabytes' | 'partitioningEnabled'>): number {
  return maxSizeInMegabytes * 1024 * 1024 * (partitioningEnabled ? limits.entityPartitions : 1);
}

/** Nothing where duplicates are not detected. */
export function duplicateWindowOf(
  definition: Omit<SendableDefinition, 'name'>,
): Pick<MessageQueueSettings, 'duplicateWindow'> {
  if (!definition.requiresDuplicateDetection) return {};
  return { duplicateWindow: millisecondsOf(definition.duplicateDetectionHistoryTimeWindow) };
}
