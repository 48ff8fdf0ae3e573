import type { Entities } from '../administration/entity-records.js';
import type { Clock } from '../engine/clock.js';
import type { Deadlines } from '../engine/deadlines.js';
import type { EngineContext } from '../engine/engine-context.js';
import { LockTokens } from '../engine/lock-tokens.js';
import type { MessageQueue } from '../engine/message-queue.js';
import { Namespace } from '../engine/namespace.js';
import type { RecoveredMessage, Store } from './store.js';

/** The namespace with the messages that were in it when the broker last ran. */
export function recoverNamespace(
  entities: Entities,
  store: Store,
  clock: Clock,
  deadlines: Deadlines,
): { readonly namespace: Namespace; readonly recoveredMessages: number } {
  let lastMessageId = 0;
  const engine: EngineContext = {
    clock,
    deadlines,
    journal: store.journal,
    residence: store.residence,
    lockTokens: new LockTokens(),
    nextMessageId: () => (lastMessageId += 1),
  };
  const namespace = new Namespace(entities, engine, (path) => store.queueIdOf(path));
  const queues = new Map(namespace.messageQueues.map((queue) => [queue.settings.id, queue]));
  const recovered = store.recover();
  lastMessageId = recovered.lastMessageId;
  for (const { queueId, partition, next } of recovered.sequences) queues.get(queueId)?.restoreSequence(partition, next);
  const recoveredMessages = restoreMessages(recovered.messages, queues);
  for (const accepted of recovered.accepted) {
    const isNeeded = queues.get(accepted.queueId)?.restoreAccepted(accepted) === true;
    if (!isNeeded) store.journal.forgetAccepted(accepted.queueId, accepted.number);
  }
  for (const state of recovered.sessionStates) queues.get(state.queueId)?.sessions?.restoreState(state);
  // Only now: a message that is forwarded comes behind those that its target had.
  for (const queue of namespace.messageQueues) queue.passOnRestored();
  return { namespace, recoveredMessages };
}

/** @returns how many messages there are. */
function restoreMessages(messages: Iterable<RecoveredMessage>, queues: ReadonlyMap<number, MessageQueue>): number {
  let count = 0;
  const inSessions: RecoveredMessage[] = [];
  for (const recovered of messages) {
    const { message } = recovered;
    const queue = queues.get(message.queueId);
    // An entity that is no longer in the stack keeps its messages on disk, in case it comes back.
    if (queue === undefined) continue;
    count += 1;
    if (queue.sessions) inSessions.push(recovered);
    else queue.restore(message);
  }
  inSessions.sort((a, b) => a.message.sequenceNumber - b.message.sequenceNumber);
  for (const { message, sessionId } of inSessions) queues.get(message.queueId)?.restore(message, sessionId);
  return count;
}
