import { once } from 'node:events';

import { defineQueue } from '@ams/service-bus-model';
import { isServiceBusError, ServiceBusClient } from '@azure/service-bus';
import rhea, { type Connection, type EventContext } from 'rhea';

import { closePlain, connectPlain, eventOf } from './helpers/amqp-client.js';
import { failAtOnce, type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { putToken, sharedAccessSignature } from './helpers/tokens.js';

const sendRule = { name: 'send', rights: ['Send'] } as const;
const topology = topologyOf({
  queues: [defineQueue({ name: 'orders', authorizationRules: [sendRule] }), defineQueue({ name: 'invoices' })],
});
const ordersSend = { entityPath: 'orders', name: 'send' };
const minute = 60_000;

let namespace: LocalNamespace;
const open: Connection[] = [];

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(closePlain));
  await namespace.close();
});

async function connect(options: Parameters<typeof connectPlain>[1] = {}): Promise<Connection> {
  const connection = await connectPlain(namespace.broker.port, options);
  open.push(connection);
  return connection;
}

/** The time in some minutes, in whole seconds as tokens have it. */
const inMinutes = (minutes: number): number => (Math.floor(namespace.clock.now() / 1000) + minutes * 60) * 1000;

async function putTokenUntil(connection: Connection, expiresAt: number): Promise<void> {
  const token = sharedAccessSignature(namespace.broker, { resource: 'sb://localhost/', expiresAt });
  expect(await putToken(connection, token)).toMatchObject({ 'status-code': 202 });
}

async function openReceiver(connection: Connection, address = 'orders') {
  const receiver = connection.open_receiver({ source: address, autoaccept: false });
  await eventOf(receiver, 'receiver_open');
  return receiver;
}

async function openSender(connection: Connection, address = 'orders') {
  const sender = connection.open_sender(address);
  await eventOf(sender, 'sendable');
  return sender;
}

describe('SASL PLAIN', () => {
  const rootKey = { username: 'RootManageSharedAccessKey' };

  it.each(['primaryKey', 'secondaryKey'] as const)(
    'lets a client in with the name and the %s of a rule',
    async (which) => {
      const connection = await connect({ ...rootKey, password: namespace.broker.sharedAccessKeys()[which] });
      const sender = await openSender(connection);
      const accepted = eventOf(sender, 'accepted');
      sender.send({ body: 'order' });
      await accepted;
      expect(namespace.broker.counts('orders').active).toBe(1);
    },
  );

  it("gives no more than the rule's rights, on the rule's entity", async () => {
    const password = namespace.broker.sharedAccessKeys(ordersSend).primaryKey;
    const connection = await connect({ username: 'send', password });
    await openSender(connection, 'orders');

    const { receiver } = await eventOf(connection.open_receiver('orders'), 'receiver_error');
    expect(receiver?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
    const { sender } = await eventOf(connection.open_sender('invoices'), 'sender_error');
    expect(sender?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
  });

  it('turns a client away whose key is another', async () => {
    expect(await refusalOf(namespace.broker.port, 'guessed')).toMatchObject({
      condition: 'amqp:unauthorized-access',
      description: 'Failed to authenticate: 1',
    });
  });

  it('lets nobody in when the namespace accepts no keys', async () => {
    const withoutKeys = await startNamespace({
      ...topology,
      namespace: { ...topology.namespace, localAuthEnabled: false },
    });
    const { primaryKey } = withoutKeys.broker.sharedAccessKeys();
    expect(await refusalOf(withoutKeys.broker.port, primaryKey)).toMatchObject({
      description: 'Failed to authenticate: 1',
    });
    await withoutKeys.close();
  });

  /** Why a connection is not let in, once it is closed. */
  async function refusalOf(port: number, password: string): Promise<unknown> {
    const connection = rhea.create_container().connect({
      ...rootKey,
      password,
      host: '127.0.0.1',
      port,
      reconnect: false,
    });
    const refused = once(connection, 'connection_error');
    const ended = once(connection, 'disconnected');
    const [{ error }] = (await refused) as [EventContext];
    await ended;
    return error;
  }
});

describe('a link', () => {
  it('ends when its token expires, with the reason', async () => {
    const connection = await connect();
    await putTokenUntil(connection, inMinutes(10));
    const receiver = await openReceiver(connection);
    const sender = await openSender(connection);
    const ends = Promise.all([eventOf(receiver, 'receiver_error'), eventOf(sender, 'sender_error')]);

    namespace.clock.advance(10 * minute);

    const [ofReceiver, ofSender] = await ends;
    for (const error of [ofReceiver.receiver?.error, ofSender.sender?.error]) {
      expect(error).toMatchObject({
        condition: 'amqp:unauthorized-access',
        description: expect.stringMatching(/^ExpiredToken: the token for 'sb:\/\/.*\/orders' expired at 20/),
      });
    }
    expect(connection.is_open()).toBe(true);
  });

  it('gets no message after its token has expired; others do', async () => {
    const expired = await connect();
    await putTokenUntil(expired, inMinutes(10));
    const receiver = await openReceiver(expired);
    const received: unknown[] = [];
    receiver.on('message', ({ message }: EventContext) => received.push(message?.body));
    const ended = eventOf(receiver, 'receiver_error');
    namespace.clock.advance(10 * minute);
    await ended;

    const valid = await connect();
    await putTokenUntil(valid, inMinutes(10));
    const sender = await openSender(valid);
    const message = eventOf(await openReceiver(valid), 'message');
    sender.send({ body: 'order' });

    expect((await message).message?.body).toBe('order');
    expect(received).toEqual([]);
  });

  it('stays open when a new token comes before the old one expires', async () => {
    const connection = await connect();
    await putTokenUntil(connection, inMinutes(10));
    const sender = await openSender(connection);
    let ended = false;
    sender.on('sender_error', () => (ended = true));
    namespace.clock.advance(9 * minute);
    await putTokenUntil(connection, inMinutes(10));

    namespace.clock.advance(9 * minute);

    const accepted = eventOf(sender, 'accepted');
    sender.send({ body: 'order' });
    await accepted;
    expect(ended).toBe(false);

    const end = eventOf(sender, 'sender_error');
    namespace.clock.advance(minute);
    await end;
  });

  it('can be opened again with a new token', async () => {
    const connection = await connect();
    await putTokenUntil(connection, inMinutes(1));
    const sender = await openSender(connection);
    const end = eventOf(sender, 'sender_error');
    namespace.clock.advance(minute);
    await end;

    await putTokenUntil(connection, inMinutes(1));
    await openSender(connection);
  });

  it('never ends for the time when a key opened its connection', async () => {
    const { primaryKey } = namespace.broker.sharedAccessKeys();
    const connection = await connect({ username: 'RootManageSharedAccessKey', password: primaryKey });
    const sender = await openSender(connection);

    namespace.clock.advance(10_000 * minute);

    const accepted = eventOf(sender, 'accepted');
    sender.send({ body: 'order' });
    await accepted;
  });
});

describe('a client of Service Bus whose token expires', () => {
  it('is told that it is not authorized', async () => {
    const token = sharedAccessSignature(namespace.broker, { resource: 'sb://localhost/', expiresAt: inMinutes(10) });
    const endpoint = `Endpoint=sb://localhost:${namespace.broker.port}`;
    const client = new ServiceBusClient(
      `${endpoint};SharedAccessSignature=${token};UseDevelopmentEmulator=true`,
      failAtOnce,
    );
    await client.createSender('orders').sendMessages({ body: 'in time' });
    const failure = new Promise<unknown>((resolve) => {
      const processMessage = async (): Promise<void> => void namespace.clock.advance(10 * minute);
      const receiver = client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
      receiver.subscribe({ processMessage, processError: async ({ error }) => resolve(error) });
    });

    const error = await failure;

    expect(isServiceBusError(error) && error.code).toBe('UnauthorizedAccess');
    expect(String(error)).toContain('ExpiredToken');
    await client.close();
  });
});
