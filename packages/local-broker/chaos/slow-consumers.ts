import { setTimeout as pause } from 'node:timers/promises';

import rhea, { type Message } from 'rhea';

import { amqp, type RawClient } from '../test/helpers/raw-amqp.js';
import { TransactionalSession } from '../test/helpers/transactions.js';
import { absent, active, Ledger, type Operation } from './checker/ledger.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { describe, Neighbour } from './harness/neighbour.js';
import { Random } from './harness/random.js';
import { inMegabytes, MemoryWatch, unbounded } from './harness/resources.js';
import { takeSnapshot } from './harness/snapshot.js';
import { thingOf } from './harness/topology.js';
import { connectBare, connectRaw, hangUp } from './load/raw.js';
import type { Result, Run, Scenario } from './scenario.js';

const messages = 1000;
const messageSize = 60_000;
const consumers = 5;
const askers = 5;
const questions = 100;

/** Bytes that the broker may hold for one client that does not read, beside what everything takes that goes on. */
const perClient = 2 * 1024 * 1024;
const slack = 24 * 1024 * 1024;

/** How long nobody reads, how long one reads drop by drop, and how long all may take to catch up, in milliseconds. */
const standstill = 2500;
const dripping = 1500;
const patience = 30_000;

/** Clients ask for much more than they read. */
export const slowConsumers: Scenario = {
  name: 'slow-consumers',
  about: 'clients ask for all there is, and read it slowly or not at all',
  run: beSlow,
};

async function beSlow({ directory, seed, say }: Run): Promise<Result> {
  const random = new Random(seed);
  const ledger = new Ledger();
  const broker = new BrokerUnderTest(directory);
  const endpoint = await broker.start();
  const violations: Violation[] = [];
  const clients: RawClient[] = [];
  try {
    await fill(endpoint, ledger);
    const before = await broker.heldMemory();
    const watch = new MemoryWatch(broker.pid);
    const neighbour = Neighbour.moveIn(endpoint);
    const slow = await Promise.all(Array.from({ length: consumers }, () => SlowConsumer.attach(endpoint, ledger)));
    const asking = await Promise.all(Array.from({ length: askers }, () => ask(endpoint)));
    clients.push(...slow.map(({ client }) => client), ...asking);
    await pause(standstill);
    await drip(slow[0]?.client, random);

    const held = (await broker.heldMemory()) - before;
    const bound = (consumers + askers) * perClient + slack;
    violations.push(...unbounded('what waits for clients that do not read', held, bound));
    for (const client of clients) client.resume();
    const completions = Promise.all(slow.map((consumer) => consumer.completeAll()));
    await atLast(
      () => ledgerCount(ledger, 'complete') === messages && asking.every((client) => answersOf(client) > questions),
    );
    const unanswered = asking.filter((client) => answersOf(client) <= questions);
    if (unanswered.length > 0) violations.push({ kind: 'unanswered', what: `${unanswered.length} clients that asked` });
    await Promise.all(clients.map((client) => client.close()));
    violations.push(...(await completions).flat());
    const peak = watch.stop();
    const seen = await neighbour.moveOut();
    violations.push(...seen.violations, ...ledger.observe((await takeSnapshot(endpoint)).states));
    say(
      `${consumers} consumers and ${askers} clients that ask: the broker held ${inMegabytes(held)} for them, of ${inMegabytes(bound)} at most`,
    );
    say(`its process had ${inMegabytes(watch.before)} before and ${inMegabytes(peak)} at most`);
    say(describe(seen));
    return { counts: { acknowledged: 2 * messages }, violations };
  } finally {
    await broker.kill();
    await Promise.all(clients.map((client) => client.close()));
  }
}

function ledgerCount(ledger: Ledger, verb: string): number {
  return ledger.acknowledged.get(verb) ?? 0;
}

/** Waits for it, but not for ever. */
async function atLast(isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + patience; !isTrue() && Date.now() < end;) await pause(20);
}

/** Puts a backlog into `orders`. */
async function fill(endpoint: Endpoint, ledger: Ledger): Promise<void> {
  const connection = await connectRaw(endpoint);
  const session = new TransactionalSession(connection);
  const sender = await session.sender('orders');
  const sending = Array.from({ length: messages }, async (_, index) => {
    const id = `m${index}`;
    const operation = ledger.begin(`send ${id}`, [{ thing: thingOf('orders', id), to: active }]);
    const message = { message_id: id, body: Buffer.alloc(messageSize) } as unknown as Message;
    const { kind } = await session.sendEncoded(sender, rhea.message.encode(message) as Buffer);
    if (kind !== 'accepted') throw new Error(`A message of ${messageSize} bytes was ${kind}.`);
    operation.confirm();
  });
  await Promise.all(sending);
  hangUp(connection);
}

/** Looks at the backlog page by page, and reads no page. */
async function ask(endpoint: Endpoint): Promise<RawClient> {
  const client = await connectBare(endpoint);
  await client.attachNode(1, 'orders/$management');
  client.pause();
  for (let id = 1; id <= questions; id += 1) {
    client.transfer(1, id, {
      message_id: `question ${id}`,
      application_properties: { operation: 'com.microsoft:peek-message' },
      body: { 'from-sequence-number': rhea.types.wrap_long(1), 'message-count': rhea.types.wrap_int(4) },
    } as unknown as Partial<Message>);
  }
  return client;
}

/** All that came on any link; the first was that for the token. */
function answersOf({ received }: RawClient): number {
  return received.filter(({ name }) => name === 'transfer').length;
}

/** Reads a little, again and again. */
async function drip(client: RawClient | undefined, random: Random): Promise<void> {
  for (const end = Date.now() + dripping; Date.now() < end;) {
    client?.resume();
    await pause(1);
    client?.pause();
    await pause(random.between(20, 100));
  }
}

/** Has credit for everything, and reads nothing until it is to complete all it was given. */
class SlowConsumer {
  private constructor(
    readonly client: RawClient,
    private readonly ledger: Ledger,
  ) {}

  static async attach(endpoint: Endpoint, ledger: Ledger): Promise<SlowConsumer> {
    const client = await connectBare(endpoint);
    await client.attach(1, true, 'orders');
    client.pause();
    client.grant(1, 5000);
    return new SlowConsumer(client, ledger);
  }

  /** Ends with the connection. @returns what was wrong with what came. */
  async completeAll(): Promise<readonly Violation[]> {
    const underWay = new Map<number, Operation>();
    const violations: Violation[] = [];
    for (;;) {
      const frame = await this.client.find('transfer', 'disposition');
      if (frame === undefined) return violations;
      const [, first, last] = frame.fields.map((field) => Number(field.value));
      if (frame.name === 'disposition') {
        for (let id = first ?? 0; id <= (last || first || 0); id += 1) underWay.get(id)?.confirm();
        continue;
      }
      const { message_id: messageId } = rhea.message.decode(frame.payload);
      const thing = thingOf('orders', messageId);
      violations.push(...this.ledger.delivered(thing));
      const id = first ?? 0;
      underWay.set(id, this.ledger.begin(`complete ${thing}`, [{ thing, to: absent }]));
      this.client.send(0, 'disposition', [amqp.yes, amqp.uint(id), amqp.uint(id), amqp.no, amqp.accepted()]);
    }
  }
}
