import type { Socket } from 'node:net';

import { defineQueue } from '@ams/service-bus-model';
import rhea, { type Connection, type Receiver } from 'rhea';

import { closePlain, connectPlain, eventOf } from './helpers/amqp-client.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';
import { putToken, sharedAccessSignature } from './helpers/tokens.js';

const sessionFilter = 'com.microsoft:session-filter';
const lockDuration = 30_000;
const ticksToEpoch = 621_355_968_000_000_000n;

let namespace: LocalNamespace;
let connection: Connection;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'carts', requiresSession: true, lockDuration: 'PT30S' }),
        defineQueue({ name: 'plain' }),
      ],
    }),
  );
  connection = await connect();
});

afterEach(async () => {
  if (connection.is_open()) await closePlain(connection);
  await namespace.close();
});

/** A client that may do everything. */
async function connect(): Promise<Connection> {
  const made = await connectPlain(namespace.broker.port);
  const resource = 'sb://localhost/';
  const expiresAt = Math.ceil(Date.now() / 1000 + 3600) * 1000;
  await putToken(made, sharedAccessSignature(namespace.broker, { resource, expiresAt }));
  return made;
}

/** Ends a connection without a word, as a process that dies does. */
function breakOff(broken: Connection): void {
  const { socket, eof } = broken as unknown as { readonly socket: Socket; eof(): void };
  socket.destroy();
  // rhea does not notice that by itself, and its timers go on.
  eof.call(broken);
}

function attach(address: string, filter: Record<string, unknown>, properties = {}): Receiver {
  const source = { address, filter } as never;
  return connection.open_receiver({ source, properties, credit_window: 0, autoaccept: false });
}

function wait(address = 'carts', properties = {}): Receiver {
  return attach(address, { [sessionFilter]: null }, properties);
}

function grantedTo(receiver: Receiver): unknown {
  return (receiver.source.filter as Record<string, unknown> | undefined)?.[sessionFilter];
}

async function send(sessionId: string, body: string): Promise<void> {
  await namespace.client.createSender('carts').sendMessages({ body, sessionId });
}

/** Asks the entity's management node. @returns the answer's properties and body. */
async function ask(operation: string, body: unknown): Promise<{ readonly statusCode: number; readonly body: unknown }> {
  const address = 'carts/$management';
  const replies = connection.open_receiver({ source: address, target: 'replies' });
  await eventOf(replies, 'receiver_open');
  const requests = connection.open_sender({ target: address });
  await eventOf(requests, 'sendable');
  const answer = eventOf(replies, 'message');
  requests.send({ message_id: 1, reply_to: 'replies', application_properties: { operation }, body });
  const { message } = await answer;
  replies.close();
  requests.close();
  return { statusCode: message?.application_properties?.['statusCode'] as number, body: message?.body as unknown };
}

describe('a link that asks for a session', () => {
  it.each([
    ['bare', 'a'],
    ['described', rhea.types.wrap_described('a', sessionFilter)],
  ])('may name it %s, and hears which it has and for how long', async (_, id) => {
    const receiver = attach('carts', { [sessionFilter]: id });
    await eventOf(receiver, 'receiver_open');

    expect(grantedTo(receiver)).toBe('a');
    const ticks = receiver.properties?.['com.microsoft:locked-until-utc'] as Buffer;
    expect(ticks.readBigInt64BE()).toBe(ticksToEpoch + BigInt(namespace.clock.now() + lockDuration) * 10_000n);
  });

  it('is answered only when there is a session, and may have given credit before', async () => {
    const receiver = wait();
    let isOpen = false;
    receiver.on('receiver_open', () => (isOpen = true));
    receiver.add_credit(1);
    // A later request is answered: the attach has been read.
    await ask('com.microsoft:get-message-sessions', { skip: 0, top: 10 });
    expect(isOpen).toBe(false);
    const message = eventOf(receiver, 'message');

    await send('a', 'a1');

    expect((await message).message?.group_id).toBe('a');
    expect(grantedTo(receiver)).toBe('a');
  });

  it('may be closed while it waits, and takes no session then', async () => {
    const receiver = wait();
    const closed = eventOf(receiver, 'receiver_close');
    receiver.close();
    await closed;

    expect(receiver.source?.address).toBeUndefined();
    await send('a', 'a1');
    expect((await namespace.client.acceptNextSession('carts')).sessionId).toBe('a');
  });

  it('takes no session when its AMQP session, or its connection, ends while it waits', async () => {
    const other = await connect();
    const session = connection.create_session();
    session.begin();
    const filter = { [sessionFilter]: null };
    session.open_receiver({ source: { address: 'carts', filter } as never });
    other.open_receiver({ source: { address: 'carts', filter } as never });
    await ask('com.microsoft:get-message-sessions', { skip: 0, top: 10 });
    const ended = eventOf(session, 'session_close');
    session.close();
    await ended;
    await closePlain(other);

    await send('a', 'a1');

    expect((await namespace.client.acceptNextSession('carts')).sessionId).toBe('a');
  });

  it('waits as long as it says, and is refused then', async () => {
    const receiver = wait('carts', { 'com.microsoft:timeout': 5000 });
    await ask('com.microsoft:get-message-sessions', { skip: 0, top: 10 });
    const refused = eventOf(receiver, 'receiver_error');

    namespace.clock.advance(5000);

    await refused;
    expect(receiver.error).toMatchObject({ condition: 'com.microsoft:timeout' });
  });

  it.each([
    ["a queue's dead letters", 'carts/$DeadLetterQueue', { [sessionFilter]: 'a' }, 'amqp:not-allowed'],
    ['a queue without sessions', 'plain', { [sessionFilter]: null }, 'amqp:not-allowed'],
    ['a queue with sessions, but asks for none', 'carts', {}, 'amqp:not-allowed'],
    ['a session whose id is a number', 'carts', { [sessionFilter]: 7 }, 'amqp:invalid-field'],
  ])('of %s is refused', async (_, address, filter, condition) => {
    const receiver = attach(address, filter);
    await eventOf(receiver, 'receiver_error');

    expect(receiver.error).toMatchObject({ condition });
  });

  it('loses its session when the lock expires', async () => {
    await send('a', 'a1');
    const receiver = attach('carts', { [sessionFilter]: 'a' });
    receiver.add_credit(1);
    const { delivery } = await eventOf(receiver, 'message');
    const lost = eventOf(receiver, 'receiver_error');

    namespace.clock.advance(lockDuration);
    delivery?.accept();

    await lost;
    expect(receiver.error).toMatchObject({ condition: 'com.microsoft:session-lock-lost' });
    expect(namespace.broker.counts('carts').active).toBe(1);
  });

  it('whose connection breaks frees its session, and what it had counts as delivered', async () => {
    await send('a', 'a1');
    const receiver = attach('carts', { [sessionFilter]: 'a' });
    receiver.add_credit(1);
    await eventOf(receiver, 'message');
    const waiting = namespace.client.acceptNextSession('carts');

    breakOff(connection);

    expect(await receiveOne(await waiting)).toMatchObject({ body: 'a1', deliveryCount: 1 });
  });
});

describe('the management node of an entity with sessions', () => {
  it.each([
    ['com.microsoft:renew-session-lock', { 'session-id': 'a' }],
    ['com.microsoft:get-session-state', { 'session-id': 'a' }],
    ['com.microsoft:set-session-state', { 'session-id': 'a', 'session-state': null }],
    [
      'com.microsoft:receive-by-sequence-number',
      {
        'session-id': 'a',
        'sequence-numbers': rhea.types.wrap_array([1], 0x81, undefined),
        'receiver-settle-mode': rhea.types.wrap_uint(1),
      },
    ],
    [
      'com.microsoft:update-disposition',
      {
        'session-id': 'a',
        'lock-tokens': rhea.types.wrap_array([Buffer.alloc(16)], 0x98, undefined),
        'disposition-status': 'completed',
      },
    ],
  ])('answers %s only to who holds the session', async (operation, body) => {
    await namespace.client.acceptSession('carts', 'a');

    expect(await ask(operation, body)).toMatchObject({ statusCode: 410 });
  });

  it('lists the sessions that have messages, page by page', async () => {
    for (const id of ['c', 'a', 'b']) await send(id, id);
    const always = new Date(Date.UTC(9999, 11, 31, 23, 59, 59, 999));

    const page = (skip: number) =>
      ask('com.microsoft:get-message-sessions', { 'last-updated-time': always, skip, top: 2 });

    expect(await page(0)).toEqual({ statusCode: 200, body: { skip: 2, 'sessions-ids': ['a', 'b'] } });
    expect(await page(2)).toEqual({ statusCode: 200, body: { skip: 3, 'sessions-ids': ['c'] } });
    expect(await page(3)).toMatchObject({ statusCode: 204 });
  });

  it('lists the sessions that changed after a time', async () => {
    await send('old', '1');
    const time = new Date(namespace.clock.now());
    namespace.clock.advance(1000);
    await (await namespace.client.acceptSession('carts', 'kept')).setSessionState('s');

    const { body } = await ask('com.microsoft:get-message-sessions', { 'last-updated-time': time, skip: 0, top: 10 });

    expect(body).toMatchObject({ 'sessions-ids': ['kept'] });
  });

  it('takes a state as it is, and gives it back as it was', async () => {
    const receiver = attach('carts', { [sessionFilter]: 'a' });
    await eventOf(receiver, 'receiver_open');
    const state = Buffer.from([0, 255, 1]);

    await ask('com.microsoft:set-session-state', { 'session-id': 'a', 'session-state': state });
    expect(await ask('com.microsoft:get-session-state', { 'session-id': 'a' })).toEqual({
      statusCode: 200,
      body: { 'session-state': state },
    });
    await ask('com.microsoft:set-session-state', { 'session-id': 'a', 'session-state': null });
    expect((await ask('com.microsoft:get-session-state', { 'session-id': 'a' })).body).toEqual({
      'session-state': null,
    });
  });
});
