import { ServiceBusClient, type ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';

import { startBroker } from '../../src/index.js';
import { stateOf, thingOf, topology } from '../harness/topology.js';
import { bodyOf, usedPlaces, usedSession } from './one-by-one.js';

/** What a broker makes of a directory: it refuses to start, or has something to give. */
export type Look = { readonly refusal: Error } | { readonly found: ReadonlyMap<string, string> };

/** Starts a broker and sees, as a client, what is there. */
export async function lookAt(directory: string): Promise<Look> {
  let broker;
  try {
    broker = await startBroker({ topology, dataDirectory: directory });
  } catch (error) {
    return { refusal: error as Error };
  }
  const client = new ServiceBusClient(broker.connectionString());
  try {
    return { found: new Map([...(await messages(client)), ...(await sessionState(client))]) };
  } finally {
    await client.close();
    await broker.close();
  }
}

async function messages(client: ServiceBusClient): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for (const place of usedPlaces) {
    found.push(...(await peek(client.createReceiver(place), place)));
    const dead = await peek(client.createReceiver(place, { subQueueType: 'deadLetter' }), place);
    found.push(...dead.map(([thing, state]): [string, string] => [thing, state === 'active' ? 'dead' : state]));
  }
  return found;
}

async function peek(receiver: ServiceBusReceiver, place: string): Promise<readonly [string, string][]> {
  const found: [string, string][] = [];
  for (let from = Long.ONE; ;) {
    const page = await receiver.peekMessages(250, { fromSequenceNumber: from });
    for (const { messageId, state, body } of page) {
      const isWhole = Buffer.isBuffer(body) && body.equals(bodyOf(String(messageId)));
      found.push([thingOf(place, messageId), isWhole ? state : 'altered']);
    }
    const last = page.at(-1)?.sequenceNumber;
    if (last === undefined) return found;
    from = last.add(1);
  }
}

async function sessionState(client: ServiceBusClient): Promise<readonly (readonly [string, string])[]> {
  const { queue, id } = usedSession;
  const receiver = await client.acceptSession(queue, id);
  const state = (await receiver.getSessionState()) as string | null;
  await receiver.close();
  return state === null ? [] : [[stateOf(queue, id), state]];
}
