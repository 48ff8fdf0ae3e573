import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Connection, Delivery, Receiver, Sender } from 'rhea';

import { kill, type RunningBroker, startBrokerProcess } from './helpers/broker-processes.js';
import { connectAuthorized, TransactionalSession } from './helpers/transactions.js';
import { temporaryDirectories } from './support/directory.js';

const emptyDirectory = temporaryDirectories();

let directory: string;
let broker: RunningBroker;
const connections: Connection[] = [];

beforeEach(async () => {
  directory = emptyDirectory();
  broker = await startBrokerProcess(directory);
});

afterEach(async () => {
  await kill(broker.process);
  hangUp();
});

/** rhea goes on with its timers after a connection broke. */
function hangUp(): void {
  for (const connection of connections.splice(0)) (connection as unknown as { eof(): void }).eof();
}

async function restart(): Promise<void> {
  await kill(broker.process);
  hangUp();
  broker = await startBrokerProcess(directory);
}

/** Moves messages from `orders` to `invoices`, each in a transaction of its own. */
interface Mover {
  readonly session: TransactionalSession;
  readonly orders: Receiver;
  readonly invoices: Sender;
}

async function mover(): Promise<Mover> {
  const { port, connectionString } = broker;
  const primaryKey = /SharedAccessKey=([^;]+)/.exec(connectionString)?.[1] as string;
  const connection = await connectAuthorized({ port, sharedAccessKeys: () => ({ primaryKey, secondaryKey: '' }) });
  connections.push(connection);
  const session = new TransactionalSession(connection);
  await session.coordinator();
  const orders = await session.receiver('orders');
  return { session, orders, invoices: await session.sender('invoices') };
}

/** Prepares to move a message. @returns its transaction. */
async function move({ session, invoices }: Mover, delivery: Delivery, id: string): Promise<Buffer> {
  const transaction = await session.declare();
  await session.settle(delivery, 'complete', transaction);
  await session.send(invoices, { message_id: id, body: id }, transaction);
  return transaction;
}

async function putOrders(ids: readonly string[]): Promise<void> {
  const client = new ServiceBusClient(broker.connectionString);
  await client.createSender('orders').sendMessages(ids.map((messageId) => ({ messageId, body: messageId })));
  await client.close();
}

async function idsIn(queue: string): Promise<readonly string[]> {
  const client = new ServiceBusClient(broker.connectionString);
  const receiver = client.createReceiver(queue);
  const ids: string[] = [];
  let page: readonly ServiceBusReceivedMessage[];
  do {
    page = await receiver.peekMessages(250);
    ids.push(...page.map(({ messageId }) => String(messageId)));
  } while (page.length > 0);
  await client.close();
  return ids;
}

it('a transaction is on disk as a whole once its commit is answered', async () => {
  await putOrders(['m']);
  const moving = await mover();
  const [delivery] = await moving.session.receive(moving.orders);
  const transaction = await move(moving, delivery as Delivery, 'm');

  expect(await moving.session.commit(transaction)).toEqual({ kind: 'accepted' });
  await restart();

  expect([await idsIn('orders'), await idsIn('invoices')]).toEqual([[], ['m']]);
}, 60_000);

it('a transaction that was not committed never was, when the broker is killed', async () => {
  await putOrders(['m']);
  const moving = await mover();
  const [delivery] = await moving.session.receive(moving.orders);
  await move(moving, delivery as Delivery, 'm');

  await restart();

  expect([await idsIn('orders'), await idsIn('invoices')]).toEqual([['m'], []]);
}, 60_000);

/** Moves one message after another until the broker is gone; `onCommitted` hears of each that it answered for. */
async function moveAll(moving: Mover, messages: Iterator<[string, Delivery]>, onCommitted: (id: string) => void) {
  for (let next = messages.next(); !next.done; next = messages.next()) {
    const [id, delivery] = next.value;
    const { kind } = await moving.session.commit(await move(moving, delivery, id));
    if (kind === 'accepted') onCommitted(id);
  }
}

it('a broker that is killed at any time leaves no transaction half done', async () => {
  const all: string[] = [];
  const committed: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const added = Array.from({ length: 20 }, (_, n) => `${round}-${n}`);
    all.push(...added);
    await putOrders(added);
    const waiting = await idsIn('orders');
    const moving = await mover();
    const deliveries = await moving.session.receive(moving.orders, waiting.length);
    const messages = waiting.map((id, index): [string, Delivery] => [id, deliveries[index] as Delivery]).values();
    const enough = committed.length + 3 + round;
    const reached = new Promise<void>((resolve) => {
      const onCommitted = (id: string): void => {
        committed.push(id);
        if (committed.length === enough) resolve();
      };
      for (let started = 0; started < 5; started += 1) void moveAll(moving, messages, onCommitted);
    });
    await reached;
    // Some more milliseconds, so that it dies in any part of what it does.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    await restart();

    const [orders, invoices] = [await idsIn('orders'), await idsIn('invoices')];
    expect([...orders, ...invoices].sort()).toEqual([...all].sort());
    expect(committed.filter((id) => !invoices.includes(id))).toEqual([]);
    expect(orders.length).toBeGreaterThan(0);
  }
}, 180_000);
