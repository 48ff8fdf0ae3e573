import {
  limits,
  maximumMessageBytes,
  type NamespaceDefinition,
  type SendableDefinition,
  tiers,
} from '@ams/service-bus-model';

import { BrokerError } from '../engine/errors.js';

type Sized = Pick<SendableDefinition, 'partitioningEnabled' | 'maxSizeInMegabytes'>;

/** On the wire, the size of a partitioned entity is that of all its partitions together; Premium's is as it is. */
function factorOf({ partitioningEnabled }: Pick<Sized, 'partitioningEnabled'>, { sku }: NamespaceDefinition): number {
  return partitioningEnabled && sku !== 'Premium' ? limits.entityPartitions : 1;
}

export function wireSizeOf(definition: Sized, namespace: NamespaceDefinition): number {
  return definition.maxSizeInMegabytes * factorOf(definition, namespace);
}

/** The definition with the size of one partition, whichever of both sizes the client meant. */
export function withPartitionSize<T extends Sized>(definition: T, namespace: NamespaceDefinition): T {
  const size = definition.maxSizeInMegabytes / factorOf(definition, namespace);
  const meansAll = tiers[namespace.sku].entitySizesInMegabytes.includes(size);
  return meansAll ? { ...definition, maxSizeInMegabytes: size } : definition;
}

/** Kilobytes of the largest message. */
export function largestMessageOf(
  { maxMessageSizeInKilobytes }: Pick<SendableDefinition, 'maxMessageSizeInKilobytes'>,
  { sku }: NamespaceDefinition,
): number {
  return maximumMessageBytes(sku, maxMessageSizeInKilobytes) / 1024;
}

/** @throws BrokerError `com.microsoft:argument-error` in Azure's own words, which clients look for. */
export function checkMessageSize(kilobytes: number | undefined, { sku }: NamespaceDefinition): void {
  const { settable } = tiers[sku].messageSizeInKilobytes;
  if (kilobytes === undefined || settable === undefined) return;
  if (kilobytes >= settable.minimum && kilobytes <= settable.maximum) return;
  throw new BrokerError(
    'com.microsoft:argument-error',
    `The value for 'MaxMessageSizeInKilobytes' must be between ${settable.minimum} and ${settable.maximum}, ` +
      `but is ${kilobytes}.`,
  );
}
