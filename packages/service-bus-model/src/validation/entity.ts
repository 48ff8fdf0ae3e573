import { unlimitedDuration } from '../durations.js';
import { limits } from '../limits.js';
import { prescribedPartitioning, tiers, type PartitioningTraits, type Tier } from '../tiers.js';
import type { EntityStatus, ReceivableDefinition, SendableDefinition } from '../topology.js';
import { durationCure, lengthOutside, listOf, noneOf, outsideDurations, outsideIntegers } from './conditions.js';
import type { Requirement } from './problem.js';

/** The namespace an entity is in, as far as it decides what the entity may be. Unknown parts are left out. */
export type NamespaceTraits = PartitioningTraits;

const statuses: readonly EntityStatus[] = ['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled'];

type CommonDefinition = Partial<
  Pick<
    ReceivableDefinition & SendableDefinition,
    'status' | 'defaultMessageTimeToLive' | 'autoDeleteOnIdle' | 'batchedOperationsEnabled' | 'userMetadata'
  >
>;

/** The tier, where it is known to be one. */
function tierOf(namespace: NamespaceTraits): Tier | undefined {
  return namespace.sku !== undefined && Object.hasOwn(tiers, namespace.sku) ? tiers[namespace.sku] : undefined;
}

/** Rules for what queues, topics and subscriptions have in common. */
export function commonRequirements(namespace: NamespaceTraits): readonly Requirement<CommonDefinition>[] {
  const tier = tierOf(namespace);
  const longest = tier?.maximumTimeToLive ?? unlimitedDuration;
  return [
    {
      property: 'status',
      refuses: noneOf(statuses),
      rule: `a status that can be set is ${listOf(statuses)}`,
      cure: 'Choose one of them.',
    },
    {
      property: 'defaultMessageTimeToLive',
      // Unlimited stands for "not given" in a definition filled up with defaults; Basic then takes its own maximum.
      refuses: (text) =>
        text !== unlimitedDuration && outsideDurations({ minimum: limits.minimumTimeToLive, maximum: longest })(text),
      rule:
        longest === unlimitedDuration
          ? `a time to live is an ISO 8601 duration of at least ${limits.minimumTimeToLive}`
          : `on ${namespace.sku} a time to live is an ISO 8601 duration from ${limits.minimumTimeToLive} to ${longest}`,
      cure: ({ defaultMessageTimeToLive: text }) =>
        durationCure(text, "Give for example 'P14D', or leave it out for the longest."),
    },
    {
      property: 'autoDeleteOnIdle',
      refuses: outsideDurations({ minimum: limits.minimumAutoDeleteOnIdle, maximum: unlimitedDuration }),
      rule: `an entity can delete itself after an ISO 8601 duration of at least ${limits.minimumAutoDeleteOnIdle} without use`,
      cure: ({ autoDeleteOnIdle: text }) => durationCure(text, "Give for example 'PT1H', or leave it out for never."),
    },
    {
      property: 'autoDeleteOnIdle',
      refuses: (text) => tier?.autoDeleteOnIdle === false && text !== unlimitedDuration,
      rule: `${namespace.sku} has no auto-delete on idle`,
      cure: 'Leave autoDeleteOnIdle out, or choose the tier Standard or Premium.',
    },
    {
      property: 'userMetadata',
      refuses: lengthOutside(limits.userMetadataLength),
      rule: `a note has at most ${limits.userMetadataLength.maximum} characters`,
      cure: 'Keep the rest elsewhere and write down where.',
    },
  ];
}

/** Rules for what queues and subscriptions, the entities that are received from, have in common. */
export function receivableRequirements(
  namespace: NamespaceTraits,
): readonly Requirement<Partial<ReceivableDefinition>>[] {
  const tier = tierOf(namespace);
  const { lockDuration, maxDeliveryCount } = limits;
  const forwardingTier = {
    refuses: () => tier?.forwarding === false,
    rule: `${namespace.sku} has no forwarding`,
    cure: 'Choose the tier Standard or Premium, or move the messages by a program.',
  };
  return [
    {
      property: 'lockDuration',
      refuses: outsideDurations(lockDuration),
      rule: `a peek-lock lasts an ISO 8601 duration from ${lockDuration.minimum} to ${lockDuration.maximum}`,
      cure: ({ lockDuration: text }) =>
        durationCure(
          text,
          `Give '${lockDuration.maximum}' or less, and let the consumer renew the lock where its work takes longer.`,
        ),
    },
    {
      property: 'maxDeliveryCount',
      refuses: outsideIntegers(maxDeliveryCount),
      rule: `a delivery count is a whole number from ${maxDeliveryCount.minimum} to ${maxDeliveryCount.maximum}`,
      cure: 'Give for example 10.',
    },
    {
      property: 'requiresSession',
      refuses: (required) => required && tier?.sessions === false,
      rule: `${namespace.sku} has no sessions`,
      cure: 'Choose the tier Standard or Premium.',
    },
    { property: 'forwardTo', ...forwardingTier },
    { property: 'forwardDeadLetteredMessagesTo', ...forwardingTier },
    {
      property: 'forwardTo',
      refuses: (_, { requiresSession }) => requiresSession === true,
      rule: 'an entity that requires sessions cannot forward',
      cure: 'Leave out forwardTo or requiresSession.',
      taken: true,
    },
  ];
}

/** Rules for what queues and topics, the entities that are sent to, have in common. */
export function sendableRequirements(namespace: NamespaceTraits): readonly Requirement<Partial<SendableDefinition>>[] {
  const tier = tierOf(namespace);
  const partitioning = prescribedPartitioning(namespace);
  const { duplicateDetectionWindow: window } = limits;
  const sizes = (tier ?? tiers.Premium).entitySizesInMegabytes;
  const settable = tier?.messageSizeInKilobytes.settable;
  return [
    {
      property: 'partitioningEnabled',
      refuses: (enabled) => partitioning !== undefined && enabled !== partitioning,
      rule: `the Premium namespace has ${namespace.premiumMessagingPartitions} partition${partitioning ? 's' : ''}, and its entities are partitioned exactly if it has more than one`,
      cure: `Set partitioningEnabled to ${partitioning}.`,
    },
    {
      property: 'expressEnabled',
      refuses: (enabled) => enabled && tier?.expressEntities === false,
      rule: `${namespace.sku} has no express entities`,
      cure: 'Leave expressEnabled out: Premium keeps messages in memory by itself.',
    },
    {
      property: 'requiresDuplicateDetection',
      refuses: (required) => required && tier?.duplicateDetection === false,
      rule: `${namespace.sku} has no duplicate detection`,
      cure: 'Choose the tier Standard or Premium.',
    },
    {
      property: 'duplicateDetectionHistoryTimeWindow',
      refuses: outsideDurations(window),
      rule: `duplicates are recognized over an ISO 8601 duration from ${window.minimum} to ${window.maximum}`,
      cure: ({ duplicateDetectionHistoryTimeWindow: text }) => durationCure(text, "Give for example 'PT10M'."),
    },
    {
      property: 'maxSizeInMegabytes',
      refuses: noneOf(sizes),
      rule: `${tier === undefined ? 'an entity' : `on ${namespace.sku} an entity`} has ${listOf(sizes)} megabytes`,
      cure: 'Choose one of these sizes.',
    },
    {
      property: 'maxMessageSizeInKilobytes',
      refuses: (size) =>
        tier !== undefined &&
        (settable === undefined ? size !== tier.messageSizeInKilobytes.default : outsideIntegers(settable)(size)),
      rule:
        settable === undefined
          ? `the size of messages can be set on Premium alone, and is ${tier?.messageSizeInKilobytes.default} kilobytes on ${namespace.sku}`
          : `on ${namespace.sku} the largest message has ${settable.minimum} to ${settable.maximum} kilobytes`,
      cure:
        settable === undefined
          ? 'Leave maxMessageSizeInKilobytes out, or choose the tier Premium.'
          : "Choose a size in that range, or leave it out for the tier's own.",
    },
  ];
}
