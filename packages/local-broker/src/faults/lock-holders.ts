import type { MessageQueue } from '../engine/message-queue.js';
import type { LockHolder } from './fault-site.js';
import { sitePathOf } from './faults.js';

/** The message queues of a namespace as holders of locks. */
export function lockHolders(queues: Iterable<MessageQueue>): readonly LockHolder[] {
  return [...queues].map((queue) => ({
    address: queue.settings.path,
    path: sitePathOf(queue.settings.path),
    // A message of a session is locked as long as the session is.
    loseMessageLocks: (atMost) => (queue.sessions ? 0 : queue.loseOldestLocks(atMost)),
    loseSessionLocks: (atMost) => queue.sessions?.loseLocks(atMost) ?? 0,
  }));
}
