import type { Lock as MonitoredLock, Locks, SessionLock } from '@ams/monitor-api';

import type { AcceptedSession } from '../engine/accepted-session.js';
import type { Queue, Subscription } from '../engine/entities.js';
import type { LockOwner } from '../engine/lock-owner.js';
import type { Lock } from '../engine/message.js';
import type { MessageQueue } from '../engine/message-queue.js';
import { sessionIdOf } from '../engine/partition-key.js';
import type { MonitorContext } from './monitor.js';
import { textOf } from './routing.js';

/** Locks that are told of at most, and sessions. */
const atMost = 1000;

/** Which messages and sessions of an entity are held, by whom, and since when: the oldest lock first. */
export function locksOf(entity: Queue | Subscription, { clock, openConnections }: MonitorContext): Locks {
  const { messages, deadLetters } = entity;
  const open = new Set(Array.from(openConnections, ({ state }) => state.id));
  const queues = [messages, deadLetters];
  return {
    at: clock.now(),
    entity: entity.path,
    total: messages.locked + deadLetters.locked,
    // Locks are in the order in which they began: of a hundred thousand, those behind the first ones are not looked at.
    locks: oldest(queues, ({ locks }) => firstOf(locks)).map(([queue, lock]) => ({
      ...messageOf(lock, queue),
      ...timesOf(lock),
      ...ownerOf(lock.owner, open),
      deadLetter: queue === deadLetters,
    })),
    sessions: oldest(queues, ({ sessions }) => sessions?.held ?? []).map(([queue, session]): SessionLock => ({
      sessionId: session.sessionId,
      ...timesOf(session),
      ...ownerOf(session.lockOwner, open),
      messages: session.locks.size,
      deadLetter: queue === deadLetters,
    })),
  };
}

/** What all queues together hold, in the order in which it began. */
function oldest<T extends Lock | AcceptedSession>(
  queues: readonly MessageQueue[],
  heldIn: (queue: MessageQueue) => Iterable<T>,
): readonly (readonly [MessageQueue, T])[] {
  return queues
    .flatMap((queue) => Array.from(heldIn(queue), (held) => [queue, held] as const))
    .sort(([, a], [, b]) => a.lockedAt - b.lockedAt)
    .slice(0, atMost);
}

function* firstOf<T>(all: Iterable<T>): Generator<T> {
  let count = 0;
  for (const each of all) {
    if (count === atMost) return;
    count += 1;
    yield each;
  }
}

function messageOf(
  { message }: Lock,
  queue: MessageQueue,
): Pick<MonitoredLock, 'sequenceNumber' | 'messageId' | 'sessionId' | 'deliveryCount'> {
  const isReadable = queue.isReadable(message);
  return {
    sequenceNumber: String(message.sequenceNumber),
    messageId: isReadable ? textOf(message, 'messageId') : null,
    sessionId: isReadable ? (sessionIdOf(message.content) ?? null) : null,
    deliveryCount: message.deliveryCount,
  };
}

function timesOf({
  lockedAt,
  lockedUntil,
}: Pick<Lock, 'lockedAt' | 'lockedUntil'>): Pick<MonitoredLock, 'lockedAt' | 'lockedUntil'> {
  return { lockedAt, lockedUntil };
}

function ownerOf(
  owner: LockOwner | undefined,
  open: ReadonlySet<string>,
): Pick<MonitoredLock, 'connectionId' | 'containerId' | 'link'> {
  if (owner === undefined) return { connectionId: null, containerId: null, link: null };
  const { connectionId, containerId, link } = owner;
  return { connectionId: open.has(connectionId) ? connectionId : null, containerId, link };
}
