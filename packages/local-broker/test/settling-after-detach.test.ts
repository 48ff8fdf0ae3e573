import { defineQueue } from '@ams/service-bus-model';
import type { Connection, Delivery, Receiver } from 'rhea';

import { closePlain, connectPlain, eventOf } from './helpers/amqp-client.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';
import { putToken, sharedAccessSignature } from './helpers/tokens.js';

const lockDuration = 30_000;

/** An outcome as rhea shows it. */
interface Outcome {
  readonly constructor: { readonly composite_type: string };
  readonly error?: { readonly condition: string };
}

interface Answer {
  readonly name: string;
  readonly condition: string | undefined;
}

const accepted: Answer = { name: 'accepted', condition: undefined };
const rejected = (condition: string): Answer => ({ name: 'rejected', condition });

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'orders', lockDuration: 'PT30S' }),
        defineQueue({ name: 'carts', lockDuration: 'PT30S', requiresSession: true }),
      ],
    }),
  );
});

afterEach(async () => {
  await namespace.close();
});

const detachOrders = (): unknown => namespace.broker.faults.add({ kind: 'detach-link', entity: 'orders' });

it('confirms the settlement of a client whose link is detached meanwhile', async () => {
  await namespace.client.createSender('orders').sendMessages({ body: 'order' });
  const receiver = namespace.client.createReceiver('orders');
  const settled = receiver.completeMessage(await receiveOne(receiver));

  detachOrders();

  await settled;
  expect(namespace.broker.counts('orders').active).toBe(0);
});

describe('a plain AMQP client', () => {
  let connection: Connection;

  beforeEach(async () => {
    connection = await connectPlain(namespace.broker.port);
    const expiresAt = Math.ceil(Date.now() / 1000 + 3600) * 1000;
    await putToken(connection, sharedAccessSignature(namespace.broker, { resource: 'sb://localhost/', expiresAt }));
  });

  afterEach(async () => {
    await closePlain(connection);
  });

  /** A link with one message on it. The client settles second: it wants to hear what becomes of its outcome. */
  async function receive(address: string, sessionId?: string): Promise<{ receiver: Receiver; delivery: Delivery }> {
    await namespace.client.createSender(address).sendMessages({ body: 'order', sessionId });
    const filter = sessionId === undefined ? undefined : { 'com.microsoft:session-filter': sessionId };
    const source = { address, filter } as never;
    const receiver = connection.open_receiver({ source, rcv_settle_mode: 1, credit_window: 0, autoaccept: false });
    receiver.add_credit(1);
    const { delivery } = await eventOf(receiver, 'message');
    if (delivery === undefined) throw new Error(`No delivery came from '${address}'.`);
    return { receiver, delivery };
  }

  /** Accepts the message. @returns the outcome that the broker answers with. */
  async function accept(delivery: Delivery): Promise<Answer> {
    const answered = eventOf(connection, 'settled');
    delivery.accept();
    await answered;
    const outcome = delivery.remote_state as unknown as Outcome;
    return { name: outcome.constructor.composite_type, condition: outcome.error?.condition };
  }

  it('settles while the broker detaches its link', async () => {
    const { receiver, delivery } = await receive('orders');
    const detached = eventOf(receiver, 'receiver_close');
    const answer = accept(delivery);
    detachOrders();

    await detached;
    expect(await answer).toEqual(accepted);
    expect(namespace.broker.counts('orders').active).toBe(0);
  });

  it.each<[string, (receiver: Receiver) => unknown]>([
    ['the broker detached its link', detachOrders],
    ['it closed its link itself', (receiver) => receiver.close()],
  ])('settles after %s, in the same AMQP session', async (_, end) => {
    const { receiver, delivery } = await receive('orders');
    const closed = eventOf(receiver, 'receiver_close');
    end(receiver);
    await closed;

    expect(await accept(delivery)).toEqual(accepted);
    expect(namespace.broker.counts('orders').active).toBe(0);
  });

  it('is refused once the lock has expired after its link', async () => {
    const { receiver, delivery } = await receive('orders');
    const closed = eventOf(receiver, 'receiver_close');
    detachOrders();
    await closed;
    namespace.clock.advance(lockDuration);

    expect(await accept(delivery)).toEqual(rejected('com.microsoft:message-lock-lost'));
    expect(namespace.broker.counts('orders').active).toBe(1);
  });

  it('is refused when its session ends while it settles', async () => {
    const { receiver, delivery } = await receive('carts', 'a');
    const detached = eventOf(receiver, 'receiver_error');
    const answer = accept(delivery);
    namespace.broker.faults.add({ kind: 'lose-session-lock', entity: 'carts' });

    await detached;
    expect(await answer).toEqual(rejected('com.microsoft:session-lock-lost'));
    expect(namespace.broker.counts('carts').active).toBe(1);
  });

  it('is refused when it closed the link of its session before it settles', async () => {
    const { receiver, delivery } = await receive('carts', 'a');
    const closed = eventOf(receiver, 'receiver_close');
    receiver.close();
    await closed;

    expect(await accept(delivery)).toEqual(rejected('com.microsoft:session-lock-lost'));
    expect(namespace.broker.counts('carts').active).toBe(1);
  });
});
