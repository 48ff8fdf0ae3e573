import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** Fails as a dependency of a handler does that is away for a moment. */
export type UnreliableDependency = (message: ServiceBusReceivedMessage) => void;

/**
 * Simulates an unreliable dependency: it throws for the first delivery of every `failEvery`-th message, and for no
 * later one. Shows what retries do.
 */
export function unreliableDependency(failEvery: number | undefined): UnreliableDependency {
  let firstDeliveries = 0;
  return ({ deliveryCount = 0 }) => {
    if (failEvery === undefined || deliveryCount > 0) return;
    firstDeliveries += 1;
    if (firstDeliveries % failEvery === 0)
      throw new Error(`simulated failure of a dependency (--fail-every ${failEvery})`);
  };
}
