import { cancelScheduled, isLockLost, problemOf, removeMessages, type LockingReceiver } from '@ams/messaging-runtime';
import type { ServiceBusClient, ServiceBusReceiver, ServiceBusSessionReceiver } from '@azure/service-bus';
import type Long from 'long';

import type { MessagePlace } from '../../api/index.js';
import { addressOf } from '../entities/entity-path.js';
import type { Job } from '../jobs/job.js';
import { openReceiver } from '../messages/open-place.js';
import { acceptSession } from '../sessions/accept-session.js';
import type { Deferred, Line, Survey } from './survey.js';

/** Deferred messages that are asked for at once. */
const deferredAtOnce = 100;

/** Somebody else holds the message, or has taken it meanwhile. */
const heldOrGone = 'somebody else holds it, or has taken it meanwhile';

/** Deletes what a survey found, and counts it. */
export async function removeAll(
  client: ServiceBusClient,
  place: MessagePlace,
  { lines, deferred, scheduled }: Survey,
  job: Job,
): Promise<void> {
  if (scheduled.length > 0) await cancelAll(client, place, scheduled, job);
  for (const each of deferred) if (!job.signal.aborted) await removeDeferred(client, place, each, job);
  for (const line of lines) if (!job.signal.aborted) await removeLine(client, place, line, job);
}

async function cancelAll(
  client: ServiceBusClient,
  place: MessagePlace,
  scheduled: readonly Long[],
  job: Job,
): Promise<void> {
  const sender = client.createSender(addressOf(place.entity).entity);
  try {
    for (let start = 0; start < scheduled.length && !job.signal.aborted; start += 1_000) {
      const part = scheduled.slice(start, start + 1_000).map((sequenceNumber) => ({ sequenceNumber }));
      const { cancelled, gone } = await cancelScheduled(sender, part);
      if (cancelled > 0) job.count('deleted', cancelled);
      if (gone > 0) job.count('gone', gone);
    }
  } finally {
    await sender.close();
  }
}

async function removeDeferred(
  client: ServiceBusClient,
  place: MessagePlace,
  { sessionId, numbers }: Deferred,
  job: Job,
): Promise<void> {
  const receiver = await openLine(client, place, sessionId, 'receiveAndDelete');
  const remove = async (some: readonly Long[]): Promise<void> => {
    try {
      const removed = await receiver.receiveDeferredMessages([...some]);
      if (removed.length > 0) job.count('deleted', removed.length);
      if (removed.length < some.length) job.count('gone', some.length - removed.length);
    } catch (error) {
      // One that is gone keeps all that were asked for with it from coming.
      const [first] = some;
      if (some.length > 1) {
        const middle = Math.ceil(some.length / 2);
        await remove(some.slice(0, middle));
        await remove(some.slice(middle));
      } else if (isLockLost(error)) job.count('gone');
      else stay(job, String(first), problemOf(error));
    }
  };
  try {
    for (let start = 0; start < numbers.length && !job.signal.aborted; start += deferredAtOnce) {
      await remove(numbers.slice(start, start + deferredAtOnce));
    }
  } finally {
    await receiver.close();
  }
}

async function removeLine(client: ServiceBusClient, place: MessagePlace, line: Line, job: Job): Promise<void> {
  const { sessionId, meant, ahead } = line;
  const first = await openFirst(client, place, line, job);
  if (first === undefined) return;
  const opened: LockingReceiver[] = [];
  const missing = await removeMessages(
    () => {
      const receiver = opened.length === 0 ? first : another(client, place, sessionId);
      opened.push(receiver);
      return receiver;
    },
    {
      meant,
      ahead,
      signal: job.signal,
      onRemoved: (count) => job.count('deleted', count),
      onFailed: ({ sequenceNumber, messageId }, problem) =>
        stay(job, String(sequenceNumber), problem, String(messageId)),
    },
  );
  if (job.signal.aborted) return;
  for (const number of missing) stay(job, number, heldOrGone);
}

/** Nothing, where somebody else holds the session: its messages stay. */
async function openFirst(
  client: ServiceBusClient,
  place: MessagePlace,
  { sessionId, meant }: Line,
  job: Job,
): Promise<LockingReceiver | undefined> {
  try {
    return await openLine(client, place, sessionId, 'peekLock');
  } catch (error) {
    const problem = problemOf(error);
    for (const number of meant) stay(job, number, `session ${sessionId ?? ''} cannot be had: ${problem}`);
    return undefined;
  }
}

function another(client: ServiceBusClient, place: MessagePlace, sessionId: string | undefined): LockingReceiver {
  if (sessionId === undefined) return openReceiver(client, place);
  throw new Error(
    `Session ${sessionId} has more than 2,000 messages before the ones that are meant, which is more than can be held. Delete from its beginning.`,
  );
}

function openLine(
  client: ServiceBusClient,
  place: MessagePlace,
  sessionId: string | undefined,
  receiveMode: 'peekLock' | 'receiveAndDelete',
): Promise<ServiceBusReceiver | ServiceBusSessionReceiver> {
  return sessionId === undefined
    ? Promise.resolve(openReceiver(client, place, { receiveMode }))
    : acceptSession(client, place.entity, sessionId, { receiveMode });
}

function stay(job: Job, sequenceNumber: string, problem: string, messageId = ''): void {
  job.count('failed');
  job.stay({ sequenceNumber, messageId, problem });
}
