import { parseDuration } from '../durations.js';
import type { QueueDefinition, SubscriptionDefinition, Topology, TopicDefinition } from '../topology.js';
import type { EmulatorConfig } from './emulator-config-document.js';
import { emulatorLimits as limits } from './emulator-limits.js';
import { type NotExpressed, notExpressedOf } from './not-expressed.js';
import { writeRules } from './write-rule.js';

export interface WrittenEmulatorConfig {
  /** To be written as JSON, for the emulator to read at its start. */
  readonly config: EmulatorConfig;
  /** Where the emulator will not behave as the topology asks. */
  readonly notExpressed: readonly NotExpressed[];
}

/**
 * Writes a topology as a configuration of Microsoft's emulator, with every property given, so that nothing depends on
 * the emulator's own defaults. What is out of its range becomes the nearest value in it.
 *
 * @example
 * const { config, notExpressed } = writeEmulatorConfig(topology);
 * await writeFile('Config.json', JSON.stringify(config, undefined, 2));
 */
export function writeEmulatorConfig(topology: Topology): WrittenEmulatorConfig {
  const namespace = {
    Name: limits.namespaceName,
    Queues: topology.queues.map(writeQueue),
    Topics: topology.topics.filter(({ subscriptions }) => subscriptions.length > 0).map(writeTopic),
  };
  return {
    config: { UserConfig: { Namespaces: [namespace], Logging: { Type: 'File' } } },
    notExpressed: notExpressedOf(topology),
  };
}

function writeQueue(queue: QueueDefinition) {
  return {
    Name: queue.name,
    Properties: {
      ...writeReceivable(queue),
      LockDuration: nearest(queue.lockDuration, limits.queueLockDuration),
      ...writeDuplicateDetection(queue),
    },
  };
}

function writeTopic(topic: TopicDefinition) {
  return {
    Name: topic.name,
    Properties: {
      DefaultMessageTimeToLive: nearest(topic.defaultMessageTimeToLive, limits.timeToLive),
      ...writeDuplicateDetection(topic),
    },
    Subscriptions: topic.subscriptions.map(writeSubscription),
  };
}

function writeSubscription(subscription: SubscriptionDefinition) {
  return {
    Name: subscription.name,
    Properties: {
      ...writeReceivable(subscription),
      LockDuration: nearest(subscription.lockDuration, limits.subscriptionLockDuration),
    },
    Rules: writeRules(subscription.rules),
  };
}

function writeReceivable(definition: QueueDefinition | SubscriptionDefinition) {
  const { minimum, maximum } = limits.maxDeliveryCount;
  return {
    DeadLetteringOnMessageExpiration: definition.deadLetteringOnMessageExpiration,
    DefaultMessageTimeToLive: nearest(definition.defaultMessageTimeToLive, limits.timeToLive),
    ForwardDeadLetteredMessagesTo: definition.forwardDeadLetteredMessagesTo ?? '',
    ForwardTo: definition.forwardTo ?? '',
    MaxDeliveryCount: Math.min(Math.max(definition.maxDeliveryCount, minimum), maximum),
    RequiresSession: definition.requiresSession,
  };
}

function writeDuplicateDetection(definition: QueueDefinition | TopicDefinition) {
  return {
    DuplicateDetectionHistoryTimeWindow: nearest(
      definition.duplicateDetectionHistoryTimeWindow,
      limits.duplicateDetectionWindow,
    ),
    RequiresDuplicateDetection: definition.requiresDuplicateDetection,
  };
}

/** The duration itself where it is in the range, else the end of the range that it is beyond. */
function nearest(duration: string, range: { readonly minimum: string; readonly maximum: string }): string {
  const milliseconds = parseDuration(duration);
  if (milliseconds < parseDuration(range.minimum)) return range.minimum;
  if (milliseconds > parseDuration(range.maximum)) return range.maximum;
  return duration;
}
