import { defineQueue } from '@ams/service-bus-model';
import rhea, { type Connection } from 'rhea';

import type { Typed } from '../src/message/encoding.js';
import { closePlain } from './helpers/amqp-client.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, errorIn, RawClient } from './helpers/raw-amqp.js';
import { connectAuthorized, TransactionalSession } from './helpers/transactions.js';
import { encodeDraft } from './support/engine.js';

let namespace: LocalNamespace;
let connection: Connection;
let session: TransactionalSession;
let raw: RawClient;

beforeEach(async () => {
  namespace = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }));
  connection = await connectAuthorized(namespace.broker);
  session = new TransactionalSession(connection);
  raw = await RawClient.begin(namespace.broker.port);
  await raw.authenticate(namespace.broker);
});

afterEach(async () => {
  await raw.close();
  await closePlain(connection);
  await namespace.close();
});

/** What the broker says to a transfer with that delivery state: condition and description of its rejection. */
async function answerTo(state: Typed): Promise<readonly unknown[] | undefined> {
  await raw.attach(0, false, 'orders');
  const { nothing } = amqp;
  const fields = [amqp.uint(0), amqp.uint(1), amqp.binary('1'), amqp.uint(0), nothing, nothing, nothing, state];
  raw.send(0, 'transfer', fields, encodeDraft({ body: 'order' }));
  for (;;) {
    const { fields: answer } = await raw.next('disposition');
    if (answer[1]?.value === 1) return errorIn((answer[4]?.value as readonly Typed[])[0]);
  }
}

describe('in a transaction', () => {
  it('nothing is received', async () => {
    await raw.attach(0, true, 'orders');
    const properties = rhea.types.wrap_symbolic_map({ 'txn-id': Buffer.from('any') }) as Typed;
    const { nothing, uint } = amqp;
    const windows = [uint(0), uint(1000), uint(0), uint(1000)];
    raw.send(0, 'flow', [...windows, uint(0), uint(0), uint(10), nothing, nothing, nothing, properties]);

    const { fields } = await raw.next('detach');

    expect(errorIn(fields[2])).toMatchObject([
      'amqp:not-implemented',
      expect.stringContaining('cannot be received in a transaction'),
      null,
    ]);
  });

  it('no request to a node is obeyed', async () => {
    const management = await session.sender('orders/$management');
    const request = {
      message_id: '1',
      application_properties: { operation: 'com.microsoft:peek-message' },
      body: {},
    };

    expect(await session.send(management, request, await session.declare())).toMatchObject({
      kind: 'rejected',
      condition: 'amqp:not-implemented',
    });
  });

  it('a message is refused that is larger than the entity takes, and with it the commit', async () => {
    const orders = await session.sender('orders');
    const transaction = await session.declare();

    expect(await session.send(orders, { body: 'x'.repeat(300_000) }, transaction)).toMatchObject({
      condition: 'amqp:link:message-size-exceeded',
    });
    expect(await session.commit(transaction)).toMatchObject({
      condition: 'amqp:transaction:rollback',
      description: expect.stringContaining('larger than'),
    });
  });
});

describe('a transfer whose transactional state', () => {
  it.each([
    ['names no transaction', amqp.described(0x34, amqp.list())],
    ['names it by a number', amqp.described(0x34, amqp.list(amqp.uint(7)))],
  ])('%s is refused, and not taken in', async (_, state) => {
    expect(await answerTo(state)).toMatchObject(['amqp:decode-error', expect.any(String), null]);
    expect(namespace.broker.counts('orders').active).toBe(0);
  });

  it('is named by its symbol is understood', async () => {
    const descriptor = amqp.symbol('amqp:transactional-state:list');
    const state = Object.assign(amqp.list(amqp.binary('unknown')), { descriptor });

    expect(await answerTo(state)).toMatchObject(['amqp:transaction:unknown-id', expect.any(String), null]);
  });
});
