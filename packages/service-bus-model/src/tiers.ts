import { unlimitedDuration } from './durations.js';
import type { Sku } from './topology.js';

/** What a pricing tier can do and how much of it. */
export interface Tier {
  readonly topics: boolean;
  readonly sessions: boolean;
  readonly duplicateDetection: boolean;
  readonly transactions: boolean;
  readonly forwarding: boolean;
  readonly autoDeleteOnIdle: boolean;
  readonly expressEntities: boolean;
  /** The API of Java Message Service 2.0. */
  readonly jms: boolean;
  /** Geo-disaster recovery, customer-managed keys, private endpoints, and network rules for subnets and trusted services. */
  readonly isolation: boolean;
  /** Messaging units that can be bought. */
  readonly capacities: readonly number[];
  /** Partitions that a namespace can have; fixed when it is created. */
  readonly namespacePartitions: readonly number[];
  /** Sizes that a queue or topic can have, in megabytes; of one partition, where the entity is partitioned. */
  readonly entitySizesInMegabytes: readonly number[];
  /** Largest message in kilobytes: as it is by default, and how far an entity may set it where it may at all. */
  readonly messageSizeInKilobytes: {
    readonly default: number;
    readonly settable?: { readonly minimum: number; readonly maximum: number };
  };
  /** Messages that one batch delete removes. */
  readonly batchDeleteCount: number;
  /** Operations that the namespace gets done in a second, in credits (`limits.operationCredits`). */
  readonly creditsPerSecond: number;
  /** Longest time to live that an entity can set. */
  readonly maximumTimeToLive: string;
}

const smallEntities = [1024, 2048, 3072, 4096, 5120] as const;

/**
 * The tiers of Azure Service Bus.
 *
 * Sources: "Service Bus quotas", "Service Bus premium messaging", "Enable partitioning", "Batch delete" (learn.microsoft.com); the
 * refusals of Basic (auto-delete, time to live over 14 days) from Azure's own error texts.
 */
export const tiers: Readonly<Record<Sku, Tier>> = {
  Basic: {
    topics: false,
    sessions: false,
    duplicateDetection: false,
    transactions: false,
    forwarding: false,
    autoDeleteOnIdle: false,
    expressEntities: true,
    jms: false,
    isolation: false,
    capacities: [0],
    namespacePartitions: [0],
    entitySizesInMegabytes: smallEntities,
    messageSizeInKilobytes: { default: 256 },
    batchDeleteCount: 500,
    creditsPerSecond: 1000,
    maximumTimeToLive: 'P14D',
  },
  Standard: {
    topics: true,
    sessions: true,
    duplicateDetection: true,
    transactions: true,
    forwarding: true,
    autoDeleteOnIdle: true,
    expressEntities: true,
    jms: false,
    isolation: false,
    capacities: [0],
    namespacePartitions: [0],
    entitySizesInMegabytes: smallEntities,
    messageSizeInKilobytes: { default: 256 },
    batchDeleteCount: 500,
    creditsPerSecond: 1000,
    maximumTimeToLive: unlimitedDuration,
  },
  Premium: {
    topics: true,
    sessions: true,
    duplicateDetection: true,
    transactions: true,
    forwarding: true,
    autoDeleteOnIdle: true,
    expressEntities: false,
    jms: true,
    isolation: true,
    capacities: [1, 2, 4, 8, 16],
    namespacePartitions: [1, 2, 4],
    entitySizesInMegabytes: [...smallEntities, 10240, 20480, 40960, 81920],
    messageSizeInKilobytes: { default: 1024, settable: { minimum: 1024, maximum: 102_400 } },
    batchDeleteCount: 4000,
    creditsPerSecond: Infinity,
    maximumTimeToLive: unlimitedDuration,
  },
};

/** Bytes of the largest message an entity takes: its own limit where it sets one, else the tier's. */
export function maximumMessageBytes(sku: Sku, maxMessageSizeInKilobytes?: number): number {
  return (maxMessageSizeInKilobytes ?? tiers[sku].messageSizeInKilobytes.default) * 1024;
}

/** What decides whether entities must be partitioned: parts of a namespace's definition. */
export interface PartitioningTraits {
  readonly sku?: Sku;
  readonly premiumMessagingPartitions?: number;
}

/**
 * Whether Azure prescribes `partitioningEnabled` on the namespace's entities, and how: on Premium it must be true if and
 * only if the namespace has more than one partition. Undefined where the entity may choose, or where too little is known.
 */
export function prescribedPartitioning(namespace: PartitioningTraits): boolean | undefined {
  if (namespace.sku !== 'Premium' || namespace.premiumMessagingPartitions === undefined) return undefined;
  return namespace.premiumMessagingPartitions > 1;
}
