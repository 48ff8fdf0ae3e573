import { parkedFromOf, parkedMessages, peekDeadLetters } from '@ams/messaging-runtime';

import type { Stage } from './stage.js';

/** Looks into the parking queue. @returns how many messages of each queue and subscription are there, by its path */
export async function countParked({ client, outputs }: Stage): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const message of peekDeadLetters(parkedMessages(client, outputs.parkingQueueName))) {
    const path = parkedFromOf(message) ?? '';
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}
