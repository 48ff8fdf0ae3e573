import { setTimeout as pause } from 'node:timers/promises';

import type { RawClient } from '../test/helpers/raw-amqp.js';
import { TransactionalSession } from '../test/helpers/transactions.js';
import { active, Ledger } from './checker/ledger.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { openHandles } from './harness/resources.js';
import { thingOf } from './harness/topology.js';
import { connectBare, connectRaw, encoded, forget, hangUp, messagesOf } from './load/raw.js';
import type { Result, Run, Scenario } from './scenario.js';

const messages = 500;
const clients = 20;

/** How much faster the broker's time goes: 240 s of silence and locks of 300 s are over in some seconds. */
const hurry = 60;

/** How long the broker may take to let go of those that it cannot hear, in milliseconds. */
const patience = 20_000;

/** Handles that may stay open: those of what is opened only when the first client comes. */
const spareHandles = 4;

/** Clients that hold messages fall silent, and their connections are never closed. */
export const halfOpen: Scenario = {
  name: 'half-open',
  about: 'clients that hold messages fall silent for good, and neither close nor read, in hurried time',
  run: fallSilent,
};

async function fallSilent({ directory, say }: Run): Promise<Result> {
  const broker = new BrokerUnderTest(directory, 'standard', hurry);
  const endpoint = await broker.start();
  const silent: RawClient[] = [];
  try {
    const ledger = new Ledger();
    await fill(endpoint, ledger);
    const before = openHandles(broker.pid);
    for (let client = 0; client < clients; client += 1) silent.push(await holdAndFallSilent(endpoint));
    const during = openHandles(broker.pid);
    for (const end = Date.now() + patience; openHandles(broker.pid) > before + spareHandles && Date.now() < end;) {
      await pause(50);
    }
    const left = openHandles(broker.pid);
    const violations: Violation[] = [];
    if (left > before + spareHandles) {
      violations.push({ kind: 'unbounded', what: `${left} handles stay open for clients that are gone, of ${before}` });
    }
    const received = await receiveAll(endpoint, ledger, violations);
    if (received < messages) violations.push({ kind: 'lost', what: `${messages - received} messages stay locked` });
    say(
      `${clients} clients fell silent: ${before} handles before, ${during} with them, ${left} once they were given up`,
    );
    say(`${received} of ${messages} messages came to another client`);
    return { counts: { acknowledged: messages, silent: clients }, violations };
  } finally {
    await broker.kill();
    await Promise.all(silent.map((client) => client.close()));
  }
}

async function fill(endpoint: Endpoint, ledger: Ledger): Promise<void> {
  const connection = await connectRaw(endpoint);
  const session = new TransactionalSession(connection);
  const sender = await session.sender('orders');
  for (let number = 1; number <= messages; number += 1) {
    const operation = ledger.begin(`send m${number}`, [{ thing: thingOf('orders', `m${number}`), to: active }]);
    const { kind } = await session.sendEncoded(sender, encoded({ id: `m${number}`, number, color: 'red' }));
    if (kind === 'accepted') operation.confirm();
  }
  connection.close();
}

/** A client whose share of the messages is locked, and which neither reads nor says anything from then on. */
async function holdAndFallSilent(endpoint: Endpoint): Promise<RawClient> {
  const client = await connectBare(endpoint);
  await client.attach(1, true, 'orders');
  client.grant(1, messages / clients);
  await client.next('transfer');
  client.pause();
  return client;
}

/** @returns how many different messages came, before none came any more. */
async function receiveAll(endpoint: Endpoint, ledger: Ledger, violations: Violation[]): Promise<number> {
  const connection = await connectRaw(endpoint);
  const session = new TransactionalSession(connection);
  const receiver = await session.receiver('orders');
  const messageOf = messagesOf(receiver);
  const seen = new Set<string>();
  while (seen.size < messages) {
    const deliveries = await Promise.race([session.receive(receiver), pause(patience, undefined, { ref: false })]);
    const [delivery] = deliveries ?? [];
    if (delivery === undefined) break;
    const thing = thingOf('orders', messageOf(delivery).message_id);
    violations.push(...ledger.delivered(thing));
    seen.add(thing);
    await session.settle(delivery, 'complete');
    forget(delivery);
  }
  hangUp(connection);
  return seen.size;
}
