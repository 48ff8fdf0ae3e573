import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import rhea, { type Connection, type Delivery, type Receiver, type Sender } from 'rhea';

import { encode } from '../src/message/encoding.js';
import { closePlain, eventOf } from './helpers/amqp-client.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp } from './helpers/raw-amqp.js';
import { connectAuthorized, type SettlementKind, TransactionalSession } from './helpers/transactions.js';
import { encodeDraft } from './support/engine.js';

let namespace: LocalNamespace;
let connection: Connection;
let session: TransactionalSession;
const open: Connection[] = [];

const lockDuration = 300_000;

/** Marks a transfer that carries several messages in its data sections. */
const batchFormat = 0x80013700;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'orders', lockDuration: 'PT5M' }),
        defineQueue({ name: 'invoices' }),
        defineQueue({ name: 'parts', partitioningEnabled: true }),
        defineQueue({ name: 'brief', lockDuration: 'PT30S' }),
      ],
      topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
    }),
  );
  connection = await connect();
  session = new TransactionalSession(connection);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(closePlain));
  await namespace.close();
});

async function connect(): Promise<Connection> {
  const made = await connectAuthorized(namespace.broker);
  open.push(made);
  return made;
}

/** Sends messages to the queue, outside of any transaction, and receives them. */
async function hold(
  queue: string,
  count = 1,
): Promise<{ receiver: Receiver; sender: Sender; held: readonly Delivery[] }> {
  const sender = await session.sender(queue);
  for (let n = 0; n < count; n += 1) await session.send(sender, { message_id: `m${n}`, body: n });
  const receiver = await session.receiver(queue);
  return { receiver, sender, held: await session.receive(receiver, count) };
}

/** The lock token of a delivery as management requests want it. */
function uuidOf({ tag }: Delivery): Buffer {
  const uuid = Buffer.from(tag as Buffer);
  uuid.subarray(0, 4).reverse();
  uuid.subarray(4, 6).reverse();
  uuid.subarray(6, 8).reverse();
  return uuid;
}

/** Completes by lock token over `$management`. @returns the application properties of the answer. */
async function manage(queue: string, operation: string, lockToken: Buffer): Promise<unknown> {
  const address = `${queue}/$management`;
  const receiver = connection.open_receiver({ source: { address } });
  await eventOf(receiver, 'receiver_open');
  const sender = connection.open_sender({ target: { address } });
  await eventOf(sender, 'sendable');
  const answer = eventOf(receiver, 'message');
  sender.send({
    message_id: 'request',
    reply_to: receiver.name,
    application_properties: { operation },
    body: {
      'lock-tokens': rhea.types.wrap_array([lockToken], 0x98, undefined),
      'disposition-status': 'completed',
    },
  });
  return (await answer).message?.application_properties;
}

function counts(entity = 'orders') {
  return namespace.broker.counts(entity);
}

const empty = { active: 0, scheduled: 0, deferred: 0, deadLettered: 0 };

describe('a message that is sent in a transaction', () => {
  it('is there once the transaction is committed, and not before', async () => {
    const sender = await session.sender('orders');
    const transaction = await session.declare();

    expect(await session.send(sender, { body: 'order' }, transaction)).toEqual({
      kind: 'accepted',
      transactionId: transaction,
    });
    expect(counts()).toEqual(empty);

    expect(await session.commit(transaction)).toEqual({ kind: 'accepted' });
    expect(counts().active).toBe(1);
  });

  it('never was when the transaction is rolled back', async () => {
    const sender = await session.sender('orders');
    const transaction = await session.declare();
    await session.send(sender, { body: 'order' }, transaction);

    expect(await session.rollback(transaction)).toEqual({ kind: 'accepted' });

    expect(counts()).toEqual(empty);
    await session.send(sender, { body: 'first' });
    const [delivery] = await session.receive(await session.receiver('orders'));
    expect(delivery).toBeDefined();
  });
});

describe.each<[SettlementKind, string, Partial<ReturnType<typeof counts>>]>([
  ['complete', 'accepted', {}],
  ['abandon', 'modified', { active: 1 }],
  ['defer', 'modified', { deferred: 1 }],
  ['deadLetter', 'rejected', { deadLettered: 1 }],
])('to %s a message in a transaction', (kind, outcome, after) => {
  it('takes effect with the commit', async () => {
    const { held } = await hold('orders');
    const transaction = await session.declare();

    expect(await session.settle(held[0] as Delivery, kind, transaction)).toEqual({
      kind: outcome,
      transactionId: transaction,
    });
    expect(counts()).toEqual({ ...empty, active: 1 });

    expect(await session.commit(transaction)).toEqual({ kind: 'accepted' });
    expect(counts()).toEqual({ ...empty, ...after });
  });

  it('leaves it locked, and uncounted, after a rollback', async () => {
    const { held, receiver } = await hold('orders');
    const transaction = await session.declare();
    await session.settle(held[0] as Delivery, kind, transaction);

    await session.rollback(transaction);

    expect(counts()).toEqual({ ...empty, active: 1 });
    const sdk = namespace.client.createReceiver('orders');
    expect(await sdk.peekMessages(1)).toMatchObject([{ deliveryCount: 0 }]);
    namespace.clock.advance(lockDuration);
    const [again] = await session.receive(receiver);
    expect(again).toBeDefined();
  });
});

describe('a transaction', () => {
  it('carries out everything together', async () => {
    const { held, sender } = await hold('orders', 4);
    const transaction = await session.declare();
    const [first, second, third] = held as [Delivery, Delivery, Delivery, Delivery];

    await session.settle(first, 'complete', transaction);
    await session.settle(second, 'deadLetter', transaction);
    await session.settle(third, 'defer', transaction);
    for (const body of ['a', 'b']) await session.send(sender, { body }, transaction);
    expect(counts()).toEqual({ ...empty, active: 4 });

    await session.commit(transaction);
    expect(counts()).toEqual({ active: 3, scheduled: 0, deferred: 1, deadLettered: 1 });
  });

  it('keeps others from settling what it settles, until it ends', async () => {
    const { held } = await hold('orders');
    const lockToken = uuidOf(held[0] as Delivery);
    const transaction = await session.declare();
    await session.settle(held[0] as Delivery, 'complete', transaction);

    expect(await manage('orders', 'com.microsoft:update-disposition', lockToken)).toMatchObject({
      statusCode: 400,
      errorCondition: 'amqp:not-allowed',
      statusDescription: expect.stringContaining('a transaction that is still open'),
    });
    await session.rollback(transaction);
    expect(await manage('orders', 'com.microsoft:update-disposition', lockToken)).toMatchObject({ statusCode: 200 });
    expect(counts()).toEqual(empty);
  });

  it('commits nothing when a lock was lost meanwhile', async () => {
    const { held, sender } = await hold('brief');
    const transaction = await session.declare();
    await session.settle(held[0] as Delivery, 'complete', transaction);
    await session.send(sender, { body: 'next' }, transaction);

    namespace.clock.advance(30_000);

    expect(await session.commit(transaction)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:transaction:rollback',
      description: expect.stringContaining('The lock supplied is invalid'),
    });
    expect(counts('brief')).toEqual({ ...empty, active: 1 });
  });

  it('takes a hundred messages; one more is refused, and then nothing is committed', async () => {
    const sender = await session.sender('orders');
    const transaction = await session.declare();
    await Promise.all(Array.from({ length: 100 }, (_, n) => session.send(sender, { body: n }, transaction)));

    expect(await session.send(sender, { body: 'one more' }, transaction)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:resource-limit-exceeded',
      description: expect.stringContaining('Cannot send more than 100 messages in a single transaction'),
    });
    expect(await session.commit(transaction)).toMatchObject({ condition: 'amqp:transaction:rollback' });
    expect(counts()).toEqual(empty);

    const next = await session.declare();
    await Promise.all(Array.from({ length: 100 }, (_, n) => session.send(sender, { body: n }, next)));
    expect(await session.commit(next)).toEqual({ kind: 'accepted' });
    expect(counts().active).toBe(100);
  });

  it('counts the messages of a batch one by one', async () => {
    const sender = await session.sender('orders');
    const transaction = await session.declare();
    const batchOf = (count: number): Buffer =>
      Buffer.concat(
        Array.from({ length: count }, (_, n) => encode(amqp.described(0x75, amqp.binary(encodeDraft({ body: n }))))),
      );

    await session.sendEncoded(sender, batchOf(60), transaction, batchFormat);
    expect(await session.sendEncoded(sender, batchOf(41), transaction, batchFormat)).toMatchObject({
      condition: 'amqp:resource-limit-exceeded',
    });
    await session.rollback(transaction);

    const next = await session.declare();
    await session.sendEncoded(sender, batchOf(60), next, batchFormat);
    await session.commit(next);
    expect(counts().active).toBe(60);
  });

  it('is rolled back two minutes after its first operation', async () => {
    const { held, sender } = await hold('orders');
    const transaction = await session.declare();
    namespace.clock.advance(119_999);
    await session.settle(held[0] as Delivery, 'complete', transaction);
    await session.send(sender, { body: 'next' }, transaction);

    namespace.clock.advance(120_000);

    expect(await session.send(sender, { body: 'late' }, transaction)).toMatchObject({
      condition: 'amqp:transaction:timeout',
    });
    expect(await session.commit(transaction)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:transaction:timeout',
    });
    expect(counts()).toEqual({ ...empty, active: 1 });
  });

  it('does not mix with another that is open at the same time', async () => {
    const { held, sender } = await hold('orders', 2);
    const [one, two] = [await session.declare(), await session.declare()];
    await session.settle(held[0] as Delivery, 'complete', one);
    await session.settle(held[1] as Delivery, 'complete', two);
    await session.send(sender, { body: 'of one' }, one);
    await session.send(sender, { body: 'of two' }, two);

    await session.commit(two);
    await session.rollback(one);

    expect(counts().active).toBe(2);
    const bodies = (await namespace.client.createReceiver('orders').peekMessages(10)).map(
      ({ body }) => body as unknown,
    );
    expect(bodies).toEqual([0, 'of two']);
  });

  it('is rolled back with its connection', async () => {
    const { held, sender } = await hold('orders');
    const transaction = await session.declare();
    await session.settle(held[0] as Delivery, 'complete', transaction);
    await session.send(sender, { body: 'next' }, transaction);
    const { socket, eof } = connection as unknown as { socket: { destroy(): void }; eof(): void };

    open.splice(open.indexOf(connection), 1);
    socket.destroy();
    // rhea does not notice that its own socket is destroyed: its timers would go on.
    eof.call(connection);
    session = new TransactionalSession(await connect());
    const receiver = await session.receiver('orders');
    namespace.clock.advance(lockDuration);

    expect(await session.receive(receiver)).toHaveLength(1);
    expect(counts()).toEqual({ ...empty, active: 1 });
    expect(await session.commit(transaction)).toMatchObject({ condition: 'amqp:transaction:unknown-id' });
  });

  it('is rolled back with its link to the coordinator', async () => {
    const sender = await session.sender('orders');
    const transaction = await session.declare();
    await session.send(sender, { body: 'order' }, transaction);
    const coordinator = await session.coordinator();
    const closed = new Promise((resolve) => coordinator.once('sender_close', resolve));

    coordinator.close();
    await closed;

    expect(await session.send(sender, { body: 'order' }, transaction)).toMatchObject({
      condition: 'amqp:transaction:unknown-id',
    });
    expect(counts()).toEqual(empty);
  });

  it('is taken part in by links of other sessions of the connection', async () => {
    const other = new TransactionalSession(connection);
    const sender = await other.sender('orders');
    const transaction = await session.declare();

    await other.send(sender, { body: 'order' }, transaction);
    await session.commit(transaction);

    expect(counts().active).toBe(1);
  });
});

describe('a transaction coordinator', () => {
  it.each([
    ['commit', false],
    ['rollback', true],
  ])('refuses the %s of a transaction that it does not know', async (_, fail) => {
    expect(await session.discharge(Buffer.from('unknown'), fail)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:transaction:unknown-id',
    });
  });

  it('commits a transaction once', async () => {
    const transaction = await session.declare();
    await session.commit(transaction);

    expect(await session.commit(transaction)).toMatchObject({ condition: 'amqp:transaction:unknown-id' });
  });

  it.each([
    ['text', amqp.text('declare')],
    ['nothing', amqp.nothing],
    ['a discharge without an id', amqp.described(0x32, amqp.list())],
    ['a discharge of a number', amqp.described(0x32, amqp.list(amqp.uint(1)))],
    ['a discharge that neither fails nor not', amqp.described(0x32, amqp.list(amqp.binary('x'), amqp.text('no')))],
    ['a delivery state', amqp.accepted()],
  ])('refuses %s, and goes on', async (_, value) => {
    expect(await session.control(value)).toMatchObject({ kind: 'rejected', condition: 'amqp:decode-error' });

    expect(await session.declare()).toHaveLength(16);
  });

  it('refuses to be part of a global transaction', async () => {
    const declare = amqp.described(0x31, amqp.list(amqp.binary('global')));

    expect(await session.control(declare)).toMatchObject({ kind: 'rejected', condition: 'amqp:not-implemented' });
  });

  it('is not there on the Basic tier', async () => {
    const basic = await startNamespace({
      ...topologyOf({ queues: [defineQueue({ name: 'orders', defaultMessageTimeToLive: 'P14D' })] }),
      namespace: { ...topologyOf({}).namespace, sku: 'Basic' },
    });
    try {
      const other = await connectAuthorized(basic.broker);
      const refused = new Promise((resolve) => other.once('sender_error', ({ sender }) => resolve(sender?.error)));
      void new TransactionalSession(other).coordinator();

      expect(await refused).toMatchObject({ condition: 'amqp:not-allowed' });
      await closePlain(other);
    } finally {
      await basic.close();
    }
  });
});

describe('an operation of an unknown transaction', () => {
  it('is refused, and not carried out', async () => {
    const { held, sender } = await hold('orders');
    const unknown = Buffer.from('unknown');

    expect(await session.send(sender, { body: 'order' }, unknown)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:transaction:unknown-id',
    });
    expect(await session.settle(held[0] as Delivery, 'complete', unknown)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:transaction:unknown-id',
    });
    expect(counts()).toEqual({ ...empty, active: 1 });
  });
});
