import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { retryAttemptOf } from '../../message-properties.js';

/** Fails as a dependency of a handler does that is away for a moment. */
export type UnreliableDependency = (message: ServiceBusReceivedMessage) => void;

/** How often in a row it fails over one message. */
const failuresInARow = 2;

/**
 * Simulates an unreliable dependency: it throws for the first two attempts at every `failEvery`-th message, as long as these
 * belong to its first delivery, and for no later one. Shows what retries do.
 */
export function unreliableDependency(failEvery: number | undefined): UnreliableDependency {
  let firstDeliveries = 0;
  /** How often it has failed over a message that it chose. */
  const failuresOf = new WeakMap<ServiceBusReceivedMessage, number>();
  return (message) => {
    if (failEvery === undefined || (message.deliveryCount ?? 0) > 0 || retryAttemptOf(message) > 0) return;
    let failures = failuresOf.get(message);
    if (failures === undefined) {
      firstDeliveries += 1;
      if (firstDeliveries % failEvery !== 0) return;
      failures = 0;
    }
    if (failures >= failuresInARow) return;
    failuresOf.set(message, failures + 1);
    throw new Error(`simulated failure of a dependency (--fail-every ${failEvery})`);
  };
}
