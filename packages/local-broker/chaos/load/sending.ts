import { setTimeout as pause } from 'node:timers/promises';

import { TransactionalSession } from '../../test/helpers/transactions.js';
import { placesOf, sessionIds, targets } from '../harness/topology.js';
import { type Actor, enough, type Load, runLoops } from './load.js';
import { answer, type ChaosMessage, connectRaw, hangUp, sending, transferOf } from './raw.js';

function newMessage({ random, nextNumber }: Load, sessionId?: string): ChaosMessage {
  const number = nextNumber();
  const color = random.happens(0.5) ? 'red' : 'blue';
  return { id: `m${number}`, number, color, ...(sessionId !== undefined && { sessionId }) };
}

/** One message, or a batch of several. */
function someMessages(load: Load, sessionId?: string): readonly ChaosMessage[] {
  const count = load.random.happens(0.4) ? load.random.between(2, 10) : 1;
  return Array.from({ length: count }, () => newMessage(load, sessionId));
}

function isFull({ snapshot }: Load, target: string): boolean {
  return placesOf(target, { number: 0, color: 'red' }).some((place) => (snapshot.active.get(place) ?? 0) > enough);
}

/** Sends single messages and batches to queues, a queue that forwards and a topic. */
export const senders: Actor = async (load) => {
  const connection = await connectRaw(load.endpoint);
  const session = new TransactionalSession(connection);
  for (const target of targets) {
    if (isFull(load, target)) continue;
    const sender = await session.sender(target);
    runLoops(load, 3, async () => {
      const messages = someMessages(load);
      const changes = sending(target, messages);
      const operation = load.ledger.begin(`send ${messages.map(({ id }) => id).join(' ')} to ${target}`, changes);
      const [bytes, format] = transferOf(messages);
      answer(load, operation, await session.sendEncoded(sender, bytes, undefined, format));
      await pause(load.random.between(0, 20));
    });
  }
  return () => hangUp(connection);
};

/** How many transfers to a queue with sessions are on their way at a time: their order is that of sending. */
const window = 8;

/** Is the only one to send to the sessions of a queue. */
export function sessionSender(queue: string): Actor {
  return async (load) => {
    if (isFull(load, queue)) return () => undefined;
    const connection = await connectRaw(load.endpoint);
    const session = new TransactionalSession(connection);
    const sender = await session.sender(queue);
    let underWay = 0;
    runLoops(load, 1, async () => {
      if (underWay >= window) return pause(1);
      const sessionId = load.random.pick(sessionIds);
      const messages = someMessages(load, sessionId);
      const changes = sending(queue, messages);
      const ids = messages.map(({ id }) => id).join(' ');
      const operation = load.ledger.begin(`send ${ids} to ${queue}/${sessionId}`, changes);
      for (const [index, { number }] of messages.entries()) {
        load.order.sent(`${queue}/${sessionId}`, number, changes[index]?.thing ?? '');
      }
      underWay += 1;
      const [bytes, format] = transferOf(messages);
      void session.sendEncoded(sender, bytes, undefined, format).then((outcome) => {
        underWay -= 1;
        answer(load, operation, outcome);
      });
      if (load.random.happens(0.3)) await pause(load.random.between(0, 60));
    });
    return () => hangUp(connection);
  };
}

/** Sends messages again to a queue that detects duplicates: what was accepted, and what nobody answered for. */
export function repeatingSender(): Actor {
  let unanswered = new Map<string, ChaosMessage>();
  return async (load) => {
    const connection = await connectRaw(load.endpoint);
    const session = new TransactionalSession(connection);
    const sender = await session.sender('unique');
    const again = [...unanswered.values()];
    unanswered = new Map();
    const send = async (message: ChaosMessage, isNew: boolean): Promise<void> => {
      const changes = isNew ? sending('unique', [message]) : [];
      const operation = load.ledger.begin(`send ${message.id} to unique`, changes);
      unanswered.set(message.id, message);
      const [bytes, format] = transferOf([message]);
      answer(load, operation, await session.sendEncoded(sender, bytes, undefined, format));
      unanswered.delete(message.id);
    };
    runLoops(load, 2, async () => {
      const old = again.pop();
      if (old !== undefined) {
        const [change] = sending('unique', [old]);
        const thing = change?.thing ?? '';
        const isGone = load.ledger.isCertainly(thing, 'absent');
        // Whether one that was received is known as a duplicate, only the broker can tell.
        if (!isGone || !load.ledger.wasDelivered(thing)) await send(old, isGone);
        return;
      }
      if (isFull(load, 'unique')) return pause(20);
      const message = newMessage(load);
      await send(message, true);
      if (load.random.happens(0.5)) await send(message, false);
    });
    return () => hangUp(connection);
  };
}
