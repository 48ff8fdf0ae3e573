import { setTimeout as pause } from 'node:timers/promises';

import type { ServiceBusClient } from '@azure/service-bus';

import { absent } from '../checker/ledger.js';
import { places, sources, thingOf } from '../harness/topology.js';
import { confirmed, connectClient } from './clients.js';
import { type Actor, type Load, runLoops } from './load.js';

/** How many messages it takes of each place between two kills. */
const share = 20;

/** Completes messages that were deferred and those that were dead-lettered. */
export const tidying: Actor = async (load) => {
  const { client, close } = connectClient(load);
  const waiting = [
    // A deferred message that is locked cannot be had: only a broker that starts anew has none.
    ...(load.isFresh ? sources.map((place) => () => completeDeferred(load, client, place)) : []),
    ...places.map((place) => () => completeDead(load, client, place)),
  ];
  runLoops(load, 2, async () => {
    const [next] = waiting.splice(load.random.below(waiting.length), 1);
    await (next ? next() : pause(50));
  });
  return close;
};

async function completeDeferred(load: Load, client: ServiceBusClient, place: string): Promise<void> {
  const held = (load.snapshot.held.get(place) ?? []).filter(({ state }) => state === 'deferred').slice(0, share);
  const receiver = client.createReceiver(place);
  for (const { thing, sequenceNumber } of held) {
    const [message] = await receiver.receiveDeferredMessages(sequenceNumber);
    if (message === undefined) throw new Error(`${thing} is deferred, but does not come by its number.`);
    const operation = load.ledger.begin(`complete deferred ${thing}`, [{ thing, to: absent }]);
    await confirmed(operation, receiver.completeMessage(message));
  }
  await receiver.close();
}

async function completeDead(load: Load, client: ServiceBusClient, place: string): Promise<void> {
  const receiver = client.createReceiver(place, { subQueueType: 'deadLetter' });
  for (const message of await receiver.receiveMessages(share, { maxWaitTimeInMs: 20 })) {
    const thing = thingOf(place, message.messageId);
    load.report(load.ledger.delivered(thing, 'dead'));
    const operation = load.ledger.begin(`complete dead ${thing}`, [{ thing, to: absent }]);
    await confirmed(operation, receiver.completeMessage(message));
  }
  await receiver.close();
}
