import { z } from 'zod';

import { entityPath } from './figures.js';

const count = z.number().int().min(0);

/** One link of a client: who sends, and who receives. */
export const link = z.object({
  name: z.string(),
  /** `sender` sends to the broker, `receiver` receives from it. */
  role: z.enum(['sender', 'receiver']),
  /** What it is to: `orders`, `orders/$DeadLetterQueue`, `orders/$management`. */
  address: z.string(),
  /** The queue, topic or subscription that the address is of; null for the namespace's own nodes. */
  entity: entityPath.nullable(),
  receiveMode: z.enum(['peekLock', 'receiveAndDelete']).nullable(),
  sessionId: z.string().nullable(),
  /** Messages that the other side may still send: granted to a sender, or asked for by a receiver. */
  credit: count,
  /** Messages that were sent through it. */
  messages: count,
  /** Messages under lock that were given out through it; null for a sender. */
  locked: count.nullable(),
});

export type Link = z.output<typeof link>;

export const connection = z.object({
  id: z.string(),
  /** Name that the client gave itself. */
  containerId: z.string(),
  remoteAddress: z.string(),
  /** Name and version of its library, and of the program's platform, where it told them. */
  product: z.string().nullable(),
  openedAt: z.number(),
  tls: z.boolean(),
  webSocket: z.boolean(),
  /** Names of the access rules, or identities, that it has shown tokens of. Never a key. */
  identities: z.array(z.string()),
  links: z.array(link),
});

export type Connection = z.output<typeof connection>;

export const connections = z.object({ at: z.number(), connections: z.array(connection) });

export type Connections = z.output<typeof connections>;

/** A message that somebody holds. */
export const lock = z.object({
  sequenceNumber: z.string(),
  messageId: z.string().nullable(),
  sessionId: z.string().nullable(),
  deliveryCount: count,
  /** Milliseconds since the epoch; the age of the lock is the difference to now. */
  lockedAt: z.number(),
  lockedUntil: z.number(),
  /** The connection that holds it; null if it is gone. */
  connectionId: z.string().nullable(),
  containerId: z.string().nullable(),
  link: z.string().nullable(),
  /** Whether it is of the dead-letter sub-queue. */
  deadLetter: z.boolean(),
});

export type Lock = z.output<typeof lock>;

/** A session that somebody holds, be messages of it under lock or not. */
export const sessionLock = z.object({
  sessionId: z.string(),
  lockedAt: z.number(),
  lockedUntil: z.number(),
  connectionId: z.string().nullable(),
  containerId: z.string().nullable(),
  link: z.string().nullable(),
  /** Messages that are locked as long as it is. */
  messages: count,
  deadLetter: z.boolean(),
});

export type SessionLock = z.output<typeof sessionLock>;

/**
 * Messages under lock and sessions that are held, of an entity and of its dead-letter sub-queue, the oldest lock first;
 * at most a thousand of each. `total` counts all messages under lock.
 */
export const locks = z.object({
  at: z.number(),
  entity: entityPath,
  total: count,
  locks: z.array(lock),
  sessions: z.array(sessionLock),
});

export type Locks = z.output<typeof locks>;
