import { readEvent, readInsight, readOrder } from '@ams/messages';

/** What the messages of an entity are. */
export type Contents = 'orders' | 'events' | 'insights';

const readers = { orders: readOrder, events: readEvent, insights: readInsight } as const;

/**
 * Whether consumers would take a body, by the schemas that they read it with.
 *
 * @param body parsed from JSON
 * @returns what is wrong with it; undefined if nothing is
 */
export function objectionTo(body: unknown, contents: Contents): string | undefined {
  const reading = readers[contents](body);
  return reading.ok ? undefined : `${reading.reason}: ${reading.description}`;
}
