import { z } from 'zod';

/** Path of a queue, topic or subscription: `orders`, `events`, `events/Subscriptions/billing`. */
export const entityPath = z.string().trim().min(1).max(600);

/** Which messages of it. */
export const subQueue = z.enum(['active', 'deadLetter', 'transferDeadLetter']);

export type SubQueue = z.output<typeof subQueue>;

/** Sequence numbers are text: they may be larger than a JSON number can be. */
export const sequenceNumber = z.string().regex(/^\d{1,19}$/, 'must be a whole number from 0');

/** Where the messages are that something is about. */
export const messagePlace = z.object({ entity: entityPath, subQueue: subQueue.default('active') });

export type MessagePlace = z.output<typeof messagePlace>;
