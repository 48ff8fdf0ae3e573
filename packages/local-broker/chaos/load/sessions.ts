import { setTimeout as pause } from 'node:timers/promises';

import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusSessionReceiver } from '@azure/service-bus';

import type { HeldMessage } from '../harness/snapshot.js';
import { sessionIds, stateOf } from '../harness/topology.js';
import { confirmed, connectClient } from './clients.js';
import { type Actor, type Load, runLoops } from './load.js';
import { anySettlement, noteDelivery, type Settlement, stateAfter } from './receiving.js';

/** How long a receiver waits for a message before it gives its session back, in milliseconds. */
const patience = 60;

/** Accepts sessions of a queue one after another, works through some messages of each and keeps a state with it. */
export function sessionReceivers(queue: string): Actor {
  return async (load) => {
    const { client, close } = connectClient(load);
    const deferred = (load.snapshot.held.get(queue) ?? []).filter(({ state }) => state === 'deferred');
    runLoops(load, 3, async () => {
      const sessionId = load.random.pick(sessionIds);
      const receiver = await accept(client, queue, sessionId);
      if (receiver === undefined) return pause(5);
      load.order.accepted(`${queue}/${sessionId}`);
      await completeDeferred(load, receiver, takeOf(deferred, sessionId));
      for (let rounds = load.random.between(1, 4); rounds > 0; rounds -= 1) {
        const messages = await receiver.receiveMessages(load.random.between(1, 4), { maxWaitTimeInMs: patience });
        if (messages.length === 0) break;
        await settleAll(load, receiver, messages);
      }
      const state = String(load.nextNumber());
      const change = { thing: stateOf(queue, sessionId), to: state };
      await confirmed(load.ledger.begin(`set ${change.thing}`, [change]), receiver.setSessionState(state));
      await receiver.close();
    });
    return close;
  };
}

async function accept(
  client: ServiceBusClient,
  queue: string,
  sessionId: string,
): Promise<ServiceBusSessionReceiver | undefined> {
  try {
    return await client.acceptSession(queue, sessionId);
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'SessionCannotBeLocked') return undefined;
    throw error;
  }
}

/** Takes the session's messages out of the list. */
function takeOf(deferred: HeldMessage[], sessionId: string): readonly HeldMessage[] {
  const taken = deferred.filter((message) => message.sessionId === sessionId);
  for (const message of taken) deferred.splice(deferred.indexOf(message), 1);
  return taken;
}

async function completeDeferred(
  load: Load,
  receiver: ServiceBusSessionReceiver,
  held: readonly HeldMessage[],
): Promise<void> {
  if (held.length === 0) return;
  const messages = await receiver.receiveDeferredMessages(held.map(({ sequenceNumber }) => sequenceNumber));
  if (messages.length < held.length) throw new Error(`Of ${held.length} deferred messages, ${messages.length} came.`);
  for (const [index, message] of messages.entries()) {
    const thing = held[index]?.thing ?? '';
    const operation = load.ledger.begin(`complete deferred ${thing}`, [{ thing, to: 'absent' }]);
    await confirmed(operation, receiver.completeMessage(message));
  }
}

async function settleAll(
  load: Load,
  receiver: ServiceBusSessionReceiver,
  messages: readonly ServiceBusReceivedMessage[],
): Promise<void> {
  const { entityPath, sessionId } = receiver;
  const session = `${entityPath}/${sessionId}`;
  const came = messages.map((message) => {
    const number = Number(message.applicationProperties?.['number']);
    load.report(load.order.delivered(session, number));
    return { message, number, thing: noteDelivery(load, entityPath, message.messageId, message.applicationProperties) };
  });
  let handedBack = Infinity;
  for (const { message, number, thing } of came) {
    const kind = anySettlement(load.random);
    const operation = load.ledger.begin(`${kind} ${thing}`, [{ thing, to: stateAfter[kind] }]);
    await confirmed(operation, settle(receiver, message, kind));
    if (kind === 'abandon') handedBack = Math.min(handedBack, number);
  }
  if (handedBack < Infinity) load.order.handedBack(session, handedBack);
}

function settle(
  receiver: ServiceBusSessionReceiver,
  message: ServiceBusReceivedMessage,
  kind: Settlement,
): Promise<void> {
  if (kind === 'complete') return receiver.completeMessage(message);
  if (kind === 'abandon') return receiver.abandonMessage(message);
  if (kind === 'defer') return receiver.deferMessage(message);
  return receiver.deadLetterMessage(message);
}
