import { defineQueue } from '@ams/service-bus-model';
import type { Connection } from 'rhea';

import { administrationClient } from './helpers/administration.js';
import { closePlain } from './helpers/amqp-client.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';
import { connectAuthorized, TransactionalSession } from './helpers/transactions.js';

const invoices = defineQueue({ name: 'invoices' });

let local: LocalNamespace;
let connection: Connection;
let session: TransactionalSession;
let transaction: Buffer;

/** A transaction that sends to `invoices` through `orders`, up to its commit. */
beforeEach(async () => {
  local = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' }), invoices] }));
  connection = await connectAuthorized(local.broker);
  session = new TransactionalSession(connection);
  await session.coordinator();
  const sender = await session.sender('orders', 'invoices');
  transaction = await session.declare();
  await session.send(sender, { body: 'invoice' }, transaction);
});
afterEach(async () => {
  await closePlain(connection);
  await local.close();
});

describe('a message that a queue took for another one, which takes it no longer', () => {
  it.each([
    ['is gone', () => local.broker.administration.deleteQueueOrTopic('invoices'), "invoices' could not be found"],
    [
      'is disabled',
      () => local.broker.administration.updateQueue({ ...invoices, status: 'Disabled' }),
      'its status is Disabled',
    ],
  ])('becomes a transfer dead letter when that one %s', async (_, change, reason) => {
    change();
    expect(await session.commit(transaction)).toEqual({ kind: 'accepted' });

    const counts = await administrationClient(local.broker).getQueueRuntimeProperties('orders');
    expect(counts).toMatchObject({ transferDeadLetterMessageCount: 1, activeMessageCount: 0, totalMessageCount: 1 });
    const receiver = local.client.createReceiver('orders', { subQueueType: 'transferDeadLetter' });
    const message = await receiveOne(receiver);
    expect(message.deadLetterReason).toBe('TransferFailed');
    expect(message.deadLetterErrorDescription).toContain(reason);
    await receiver.completeMessage(message);
    expect((await administrationClient(local.broker).getQueueRuntimeProperties('orders')).totalMessageCount).toBe(0);
  });

  it('goes where it was to go otherwise', async () => {
    await session.commit(transaction);
    expect(local.broker.counts('invoices').active).toBe(1);
  });
});
