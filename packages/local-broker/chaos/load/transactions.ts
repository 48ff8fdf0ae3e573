import type { Delivery, Receiver, Sender } from 'rhea';

import { type Outcome, TransactionalSession } from '../../test/helpers/transactions.js';
import type { Change } from '../checker/ledger.js';
import { type Actor, type Load, runLoops } from './load.js';
import { answer, connectRaw, encoded, forget, hangUp, messagesOf } from './raw.js';
import { anySettlement, noteDelivery, stateAfter } from './receiving.js';
import { thingOf } from '../harness/topology.js';

interface Bench {
  readonly load: Load;
  readonly session: TransactionalSession;
  readonly orders: Receiver;
  readonly invoices: Sender;
  readonly messageOf: ReturnType<typeof messagesOf>;
}

/** Settles orders and sends invoices in one transaction, and commits it or rolls it back. */
export const transactions: Actor = async (load) => {
  const connection = await connectRaw(load.endpoint);
  const session = new TransactionalSession(connection);
  await session.coordinator();
  // The first entity is the one that everything goes through.
  const orders = await session.receiver('orders');
  const invoices = await session.sender('invoices');
  const bench: Bench = { load, session, orders, invoices, messageOf: messagesOf(orders) };
  runLoops(load, 4, () => runOne(bench));
  return () => hangUp(connection);
};

async function runOne(bench: Bench): Promise<void> {
  const { load, session, orders } = bench;
  const transaction = await session.declare();
  const deliveries = await session.receive(orders, load.random.between(1, 2));
  const changes: Change[] = [];
  for (const delivery of deliveries) changes.push(await settle(bench, delivery, transaction));
  const invoiceCount = load.random.between(1, 3);
  for (let sent = 0; sent < invoiceCount; sent += 1) changes.push(await send(bench, transaction));
  const what = changes.map(({ thing, to }) => `${thing}: ${to}`).join(', ');
  if (load.random.happens(0.8)) {
    const operation = load.ledger.begin(`commit (${what})`, changes);
    answer(load, operation, await session.commit(transaction));
    deliveries.forEach(forget);
    return;
  }
  expectNoError(load, `roll back (${what})`, await session.rollback(transaction));
  for (const delivery of deliveries) {
    expectNoError(load, 'abandon after a rollback', await session.settle(delivery, 'abandon'));
    forget(delivery);
  }
}

async function settle({ load, session, messageOf }: Bench, delivery: Delivery, transaction: Buffer): Promise<Change> {
  const { message_id: id, application_properties: properties } = messageOf(delivery);
  const thing = noteDelivery(load, 'orders', id, properties);
  const kind = anySettlement(load.random);
  expectNoError(load, `${kind} ${thing} in a transaction`, await session.settle(delivery, kind, transaction));
  return { thing, to: stateAfter[kind] };
}

async function send({ load, session, invoices }: Bench, transaction: Buffer): Promise<Change> {
  const number = load.nextNumber();
  const id = `m${number}`;
  const bytes = encoded({ id, number, color: 'blue' });
  expectNoError(load, `send ${id} in a transaction`, await session.sendEncoded(invoices, bytes, transaction));
  return { thing: thingOf('invoices', id), to: 'active' };
}

function expectNoError(load: Load, what: string, { kind, condition, description }: Outcome): void {
  if (condition === undefined) return;
  load.fail(new Error(`'${what}' was ${kind}: ${String(condition)} ${String(description)}`));
}
