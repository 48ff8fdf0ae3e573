import { readEvent, readInsight, readOrder } from '@ams/messages';

/** What the messages of an entity are. */
export type Contents = 'orders' | 'events' | 'insights';

/** Says what is wrong with a body; undefined if nothing is. */
export type BodyCheck = (body: unknown) => string | undefined;

const readers = { orders: readOrder, events: readEvent, insights: readInsight } as const;

/** Whether consumers would take a body, by the schemas that they read it with. */
export function checkOf(contents: Contents): BodyCheck {
  const read = readers[contents];
  return (body) => {
    const reading = read(body);
    return reading.ok ? undefined : `${reading.reason}: ${reading.description}`;
  };
}
