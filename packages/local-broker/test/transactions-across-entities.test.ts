import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import type { Connection, Delivery } from 'rhea';

import { closePlain } from './helpers/amqp-client.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { connectAuthorized, TransactionalSession } from './helpers/transactions.js';

let namespace: LocalNamespace;
let connection: Connection;
let session: TransactionalSession;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'orders' }),
        defineQueue({ name: 'invoices' }),
        defineQueue({ name: 'closed', status: 'Disabled' }),
        defineQueue({ name: 'parts', partitioningEnabled: true }),
        defineQueue({ name: 'visits', requiresSession: true }),
      ],
      topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
    }),
  );
  connection = await connectAuthorized(namespace.broker);
  session = new TransactionalSession(connection);
});

afterEach(async () => {
  await closePlain(connection);
  await namespace.close();
});

const spansEntities = {
  condition: 'amqp:not-allowed',
  description: expect.stringContaining(
    'Local transactions cannot span multiple top-level entities such as queue or topic',
  ),
};

/** What is refused with an exception, as its condition and text. */
async function refusalOf(attempt: Promise<unknown>): Promise<unknown> {
  const error = await attempt.then(
    () => undefined,
    (reason: Error & { condition?: string }) => reason,
  );
  return { condition: error?.condition, description: error?.message };
}

function active(entity: string): number {
  return namespace.broker.counts(entity).active;
}

/** Puts a message into the entity without a transaction, by another client. */
async function put(entity: string, message: Record<string, unknown> = {}): Promise<void> {
  await namespace.client.createSender(entity).sendMessages({ body: 'order', ...message });
}

/** A session whose coordinator is attached apart from it, so that its entities are on their own. */
async function apart(): Promise<TransactionalSession> {
  const control = new TransactionalSession(connection);
  await control.coordinator();
  return control;
}

describe('a transaction across two queues', () => {
  it('is refused where nothing says what to send through', async () => {
    await put('orders');
    const control = await apart();
    const [delivery] = await session.receive(await session.receiver('orders'));
    const invoices = await session.sender('invoices');
    const transaction = await control.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);

    expect(await session.send(invoices, { body: 'invoice' }, transaction)).toMatchObject({
      kind: 'rejected',
      ...spansEntities,
    });
    expect(await control.commit(transaction)).toMatchObject({ condition: 'amqp:transaction:rollback' });
    expect([active('orders'), active('invoices')]).toEqual([1, 0]);
  });

  it.each([
    ['commits', 'commit', [0, 1]],
    ['rolls back', 'rollback', [1, 0]],
  ] as const)('%s both by a sender that sends via the first', async (_, end, after) => {
    await put('orders');
    const control = await apart();
    const [delivery] = await session.receive(await session.receiver('orders'));
    const invoices = await session.sender('orders', 'invoices');
    const transaction = await control.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);
    await session.send(invoices, { body: 'invoice' }, transaction);
    expect([active('orders'), active('invoices')]).toEqual([1, 0]);

    expect(await control[end](transaction)).toEqual({ kind: 'accepted' });

    expect([active('orders'), active('invoices')]).toEqual(after);
  });

  it.each([
    ['commits', 'commit', [0, 1]],
    ['rolls back', 'rollback', [1, 0]],
  ] as const)('%s both in one AMQP session with the coordinator', async (_, end, after) => {
    await put('orders');
    await session.coordinator();
    const [delivery] = await session.receive(await session.receiver('orders'));
    const invoices = await session.sender('Invoices');
    const transaction = await session.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);
    await session.send(invoices, { body: 'invoice' }, transaction);

    expect(await session[end](transaction)).toEqual({ kind: 'accepted' });

    expect([active('orders'), active('invoices')]).toEqual(after);
  });
});

describe('an AMQP session with a coordinator', () => {
  it('receives from the first entity alone, sub-queues included', async () => {
    await session.coordinator();
    await session.receiver('orders');
    await session.receiver('orders/$DeadLetterQueue');

    expect(await refusalOf(session.receiver('invoices'))).toMatchObject(spansEntities);
    await session.sender('invoices');
  });

  it('is not bound to an entity by an attach that was refused', async () => {
    await session.coordinator();
    expect(await refusalOf(session.sessionReceiver('orders', 's'))).toMatchObject({ condition: 'amqp:not-allowed' });

    await session.receiver('invoices');

    expect(await refusalOf(session.receiver('orders'))).toMatchObject(spansEntities);
  });

  it('goes through a topic when it receives from a subscription first', async () => {
    await put('events');
    await session.coordinator();
    const [delivery] = await session.receive(await session.receiver('events/Subscriptions/billing'));
    const invoices = await session.sender('invoices');
    const transaction = await session.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);
    await session.send(invoices, { body: 'invoice' }, transaction);

    expect(await session.commit(transaction)).toEqual({ kind: 'accepted' });

    expect([active('events/Subscriptions/billing'), active('invoices')]).toEqual([0, 1]);
  });
});

describe('a sender that sends via another entity', () => {
  it('sends on without a transaction, too', async () => {
    const invoices = await session.sender('orders', 'invoices');

    expect(await session.send(invoices, { body: 'invoice' })).toEqual({ kind: 'accepted' });

    expect([active('orders'), active('invoices')]).toEqual([0, 1]);
  });

  it.each([
    ['is not there', 'nowhere', 'amqp:not-found'],
    ['takes no messages', 'closed', 'com.microsoft:entity-disabled'],
  ])('is refused when its destination %s', async (_, destination, condition) => {
    expect(await refusalOf(session.sender('orders', destination))).toMatchObject({ condition });
  });
});

describe('a transaction on a partitioned queue', () => {
  it.each([
    ['without a key', {}, {}],
    ['with two keys', { 'x-opt-partition-key': 'a' }, { 'x-opt-partition-key': 'b' }],
  ])('refuses messages %s', async (_, first, second) => {
    const parts = await session.sender('parts');
    const transaction = await session.declare();
    await session.send(parts, { body: 1, message_annotations: first }, transaction);

    expect(await session.send(parts, { body: 2, message_annotations: second }, transaction)).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:not-allowed',
    });
    expect(await session.commit(transaction)).toMatchObject({ condition: 'amqp:transaction:rollback' });
    expect(active('parts')).toBe(0);
  });

  it('takes messages of one key, and settles a message of that key', async () => {
    await put('parts', { partitionKey: 'a' });
    const [delivery] = await session.receive(await session.receiver('parts'));
    const parts = await session.sender('parts');
    const transaction = await session.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);
    for (const body of [1, 2]) {
      await session.send(parts, { body, message_annotations: { 'x-opt-partition-key': 'a' } }, transaction);
    }

    expect(await session.commit(transaction)).toEqual({ kind: 'accepted' });
    expect(active('parts')).toBe(2);
  });

  it('sends via it by a key of its own', async () => {
    const control = await apart();
    const invoices = await session.sender('parts', 'invoices');
    const transaction = await control.declare();
    const annotations = { 'x-opt-via-partition-key': 'a', 'x-opt-partition-key': 'b' };
    await session.send(invoices, { body: 1, message_annotations: annotations }, transaction);

    expect(await control.commit(transaction)).toEqual({ kind: 'accepted' });
    expect(active('invoices')).toBe(1);

    const next = await control.declare();
    expect(
      await session.send(invoices, { body: 1, message_annotations: { 'x-opt-partition-key': 'b' } }, next),
    ).toMatchObject({ condition: 'amqp:not-allowed' });
  });
});

describe('a transaction on a queue with sessions', () => {
  it('settles and sends under the lock of the session', async () => {
    await put('visits', { sessionId: 's' });
    const receiver = await session.sessionReceiver('visits', 's');
    const [delivery] = await session.receive(receiver);
    const visits = await session.sender('visits');
    const transaction = await session.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);
    await session.send(visits, { body: 'next', group_id: 's' }, transaction);

    expect(await session.commit(transaction)).toEqual({ kind: 'accepted' });

    const [next] = await session.receive(receiver);
    expect(next).toBeDefined();
    expect(active('visits')).toBe(1);
  });

  it('commits nothing when the session was lost meanwhile', async () => {
    await put('visits', { sessionId: 's' });
    const receiver = await session.sessionReceiver('visits', 's');
    const [delivery] = await session.receive(receiver);
    const transaction = await session.declare();
    await session.settle(delivery as Delivery, 'complete', transaction);

    const closed = new Promise((resolve) => receiver.once('receiver_close', resolve));
    receiver.close();
    await closed;

    expect(await session.commit(transaction)).toMatchObject({
      condition: 'amqp:transaction:rollback',
      description: expect.stringContaining('session'),
    });
    expect(active('visits')).toBe(1);
  });
});
