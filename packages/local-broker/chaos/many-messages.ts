import { setTimeout as pause } from 'node:timers/promises';

import { defaultMessageMemory } from '../src/journal/sqlite-store.js';
import { TransactionalSession } from '../test/helpers/transactions.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { describe, Neighbour } from './harness/neighbour.js';
import { inMegabytes, MemoryWatch, unbounded } from './harness/resources.js';
import { placesOf } from './harness/topology.js';
import { type ChaosMessage, connectRaw, forget, hangUp, messagesOf, transferOf } from './load/raw.js';
import type { Result, Run, Scenario } from './scenario.js';

/** Messages of a batch, batches and deliveries that are on their way at a time. */
const batch = 500;
const batchesUnderWay = 4;
const deliveriesUnderWay = 1000;

/** Bytes that the broker may hold: its budget for messages, what is left of each beyond it, and some for its clients. */
const perMessage = 300;
const slack = 24 * 1024 * 1024;

/** Bytes that its process may have beside that: the broker itself, and garbage that was not worth collecting yet. */
const processItself = 256 * 1024 * 1024;
const garbagePerMessage = 400;

/** How long nothing may come, in milliseconds. */
const patience = 30_000;

const subscriptions = ['all', 'even', 'red'] as const;

/** Many small messages, each of them several times. */
export const manyMessages: Scenario = {
  name: 'many-messages',
  about: 'a topic with three subscriptions takes many small messages',
  run: sendAndReceive,
};

async function sendAndReceive({ directory, messages, say }: Run): Promise<Result> {
  const broker = new BrokerUnderTest(directory);
  const endpoint = await broker.start();
  try {
    const before = await broker.heldMemory();
    const watch = new MemoryWatch(broker.pid);
    const neighbour = Neighbour.moveIn(endpoint);
    const expected = await fanOut(endpoint, messages);
    const held = (await broker.heldMemory()) - before;
    const copies = [...expected.values()].reduce((total, numbers) => total + numbers.size, 0);
    const violations = (await Promise.all([...expected].map(([place, ids]) => drainOne(endpoint, place, ids)))).flat();
    const seen = await neighbour.moveOut();
    const peak = watch.stop();
    const mayHold = defaultMessageMemory + copies * perMessage + slack;
    const mayHave = mayHold + processItself + copies * garbagePerMessage;
    say(`${messages} messages became ${copies}, and all of them were received`);
    say(`the broker held ${inMegabytes(held)} for them, of ${inMegabytes(mayHold)} at most`);
    say(
      `its process had ${inMegabytes(watch.before)} before and ${inMegabytes(peak)} at most, of ${inMegabytes(mayHave)}`,
    );
    say(describe(seen));
    violations.push(...seen.violations);
    violations.push(
      ...unbounded('what waits to be received', held, mayHold),
      ...unbounded('the broker', peak, mayHave),
    );
    return { counts: { acknowledged: messages + copies }, violations };
  } finally {
    await broker.kill();
  }
}

/** @returns the numbers of the messages that were accepted, by where they have to be. */
async function fanOut(endpoint: Endpoint, messages: number): Promise<ReadonlyMap<string, Set<number>>> {
  const connection = await connectRaw(endpoint);
  const session = new TransactionalSession(connection);
  const sender = await session.sender('events');
  const expected = new Map(subscriptions.map((name) => [`events/Subscriptions/${name}`, new Set<number>()]));
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < messages) {
      const length = Math.min(batch, messages - next);
      const sent = Array.from({ length }, (_, index) => messageOf(next + index));
      next += length;
      const [bytes, format] = transferOf(sent);
      const { kind, description } = await session.sendEncoded(sender, bytes, undefined, format);
      if (kind !== 'accepted') throw new Error(`A batch was ${kind}: ${String(description)}`);
      for (const message of sent) {
        for (const place of placesOf('events', message)) expected.get(place)?.add(message.number);
      }
    }
  };
  await Promise.all(Array.from({ length: batchesUnderWay }, send));
  hangUp(connection);
  return expected;
}

function messageOf(number: number): ChaosMessage {
  return { id: `m${number}`, number, color: number % 3 === 0 ? 'red' : 'blue' };
}

/** Receives and completes each message. @returns what is wrong with them. */
async function drainOne(endpoint: Endpoint, place: string, expected: Set<number>): Promise<readonly Violation[]> {
  const connection = await connectRaw(endpoint);
  const session = new TransactionalSession(connection);
  const receiver = await session.receiver(place);
  const messageOfDelivery = messagesOf(receiver);
  const violations: Violation[] = [];
  while (expected.size > 0) {
    const receiving = session.receive(receiver, Math.min(deliveriesUnderWay, expected.size));
    const deliveries = await Promise.race([receiving, pause(patience, undefined, { ref: false })]);
    if (deliveries === undefined) {
      violations.push({ kind: 'lost', what: `${expected.size} messages of ${place} did not come` });
      break;
    }
    for (const delivery of deliveries) {
      const number = Number(messageOfDelivery(delivery).application_properties?.['number']);
      if (!expected.delete(number)) violations.push({ kind: 'unknown', what: `m${number} of ${place} came, or twice` });
    }
    await Promise.all(deliveries.map((delivery) => session.settle(delivery, 'complete')));
    deliveries.forEach(forget);
  }
  hangUp(connection);
  return violations;
}
