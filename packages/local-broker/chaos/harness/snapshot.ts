import { ServiceBusAdministrationClient } from 'azure-service-bus-beta';
import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';

import { active } from '../checker/ledger.js';
import { disorderIn } from '../checker/session-order.js';
import type { Violation } from '../checker/violation.js';
import type { Endpoint } from './broker-under-test.js';
import { places, sessionIds, sessionQueues, stateOf, thingOf } from './topology.js';

/** All that is there. */
export interface Snapshot {
  readonly states: readonly (readonly [thing: string, state: string])[];
  /** What is wrong with the order of sessions. */
  readonly violations: readonly Violation[];
  /** How many messages there are in each place that are active. */
  readonly active: ReadonlyMap<string, number>;
  /** Messages that are deferred or scheduled, in each place: clients need their sequence numbers. */
  readonly held: ReadonlyMap<string, readonly HeldMessage[]>;
}

export interface HeldMessage {
  readonly thing: string;
  readonly state: 'deferred' | 'scheduled';
  readonly sessionId: string | undefined;
  readonly sequenceNumber: Long;
}

/** Entities that are made and deleted while the broker runs begin with this. */
export const madePrefix = 'made-';

/** Sees, as any client may, all that is there. Nothing else may use the broker meanwhile. */
export async function takeSnapshot(endpoint: Endpoint): Promise<Snapshot> {
  const client = new ServiceBusClient(endpoint.connectionString);
  try {
    const found = await Promise.all(places.map((place) => lookInto(client, place)));
    const kept = await Promise.all(sessionQueues.map((place) => sessionStates(client, place)));
    return {
      states: [...found.flatMap(({ states }) => states), ...kept.flat(), ...(await madeEntities(endpoint))],
      violations: found.flatMap(({ violations }) => violations),
      active: new Map(found.map(({ place, activeCount }) => [place, activeCount])),
      held: new Map(found.map(({ place, held }) => [place, held])),
    };
  } finally {
    await client.close();
  }
}

async function lookInto(client: ServiceBusClient, place: string) {
  const messages = await peekSettled(client.createReceiver(place));
  const dead = await peekAll(client.createReceiver(place, { subQueueType: 'deadLetter' }));
  const states = messages.map((message) => [thingOf(place, message.messageId), seenState(message)] as const);
  return {
    place,
    states: [...states, ...dead.map(({ messageId }) => [thingOf(place, messageId), 'dead'] as const)],
    violations: sessionsIn(messages).flatMap(([id, numbers]) => disorderIn(`${place}/${id}`, numbers)),
    activeCount: states.filter(([, state]) => state === active).length,
    held: messages.flatMap((message): readonly HeldMessage[] => {
      const state = seenState(message);
      if (state !== 'deferred' && state !== 'scheduled') return [];
      const { sessionId, sequenceNumber } = message;
      return [{ thing: thingOf(place, message.messageId), state, sessionId, sequenceNumber: sequenceNumber as Long }];
    }),
  };
}

/** A message that falls due during the run counts as active all along. */
function seenState({ state, applicationProperties }: ServiceBusReceivedMessage): string {
  return state === 'scheduled' && applicationProperties?.['due'] !== undefined ? active : state;
}

function sessionsIn(messages: readonly ServiceBusReceivedMessage[]): readonly (readonly [string, readonly number[]])[] {
  const sessions = new Map<string, number[]>();
  for (const { sessionId, applicationProperties } of messages) {
    if (sessionId === undefined) continue;
    const numbers = sessions.get(sessionId) ?? [];
    numbers.push(Number(applicationProperties?.['number']));
    sessions.set(sessionId, numbers);
  }
  return [...sessions];
}

/**
 * A message that falls due between two pages has a new number then, and shows on both. So what shows twice is looked at
 * again: if it is there twice, it stays so.
 */
async function peekSettled(receiver: ServiceBusReceiver): Promise<readonly ServiceBusReceivedMessage[]> {
  for (let looks = 1; ; looks += 1) {
    const messages = await peekAll(receiver);
    const ids = new Set(messages.map(({ messageId }) => messageId));
    if (ids.size === messages.length || looks === 10) return messages;
  }
}

async function peekAll(receiver: ServiceBusReceiver): Promise<readonly ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = [];
  // Without a number the client goes on where it left off.
  for (let from = Long.ONE; ; from = (messages.at(-1)?.sequenceNumber as Long).add(1)) {
    const page = await receiver.peekMessages(250, { fromSequenceNumber: from });
    if (page.length === 0) return messages;
    messages.push(...page);
  }
}

async function sessionStates(client: ServiceBusClient, place: string): Promise<Snapshot['states']> {
  const states: [string, string][] = [];
  for (const id of sessionIds) {
    const receiver = await client.acceptSession(place, id);
    const state = (await receiver.getSessionState()) as string | null;
    if (state !== null) states.push([stateOf(place, id), state]);
    await receiver.close();
  }
  return states;
}

async function madeEntities({ connectionString }: Endpoint): Promise<Snapshot['states']> {
  const administration = new ServiceBusAdministrationClient(connectionString);
  const states: [string, string][] = [];
  for await (const { name, maxDeliveryCount } of administration.listQueues()) {
    if (name.startsWith(madePrefix)) states.push([name, String(maxDeliveryCount)]);
  }
  return states;
}
