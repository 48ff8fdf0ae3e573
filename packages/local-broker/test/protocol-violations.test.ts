import { once } from 'node:events';
import { connect } from 'node:net';

import { defineQueue } from '@ams/service-bus-model';

import { encode, type Typed } from '../src/message/encoding.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, attachFields, errorIn, framed, frameOf, protocolHeader, RawClient } from './helpers/raw-amqp.js';
import { receiveOne } from './helpers/receiving.js';

const window = amqp.uint(1000);
const begin = (remoteChannel = amqp.nothing) => [remoteChannel, amqp.uint(0), window, window];
const transferOf = (handle: number, id: number) => [
  amqp.uint(handle),
  amqp.uint(id),
  amqp.binary(String(id)),
  amqp.uint(0),
];
const message = Buffer.from('005377a10161', 'hex');

let namespace: LocalNamespace;
let client: RawClient;

beforeEach(async () => {
  namespace = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }));
  client = await RawClient.begin(namespace.broker.port);
});

afterEach(async () => {
  await client.close();
  // Whatever was done to it: the broker serves others, and took in nothing that it refused.
  const sender = namespace.client.createSender('orders');
  await sender.sendMessages({ body: 'after' });
  const receiver = namespace.client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
  expect((await receiveOne(receiver)).body).toBe('after');
  expect(namespace.broker.counts('orders').active).toBe(0);
  await namespace.close();
});

/** The condition that the broker closes the connection with. */
async function closeCondition(of = client): Promise<unknown> {
  const { fields } = await of.next('close');
  await of.ended();
  return errorIn(fields[0])?.[0];
}

async function endCondition(): Promise<unknown> {
  return errorIn((await client.next('end')).fields[0])?.[0];
}

async function detachCondition(): Promise<unknown> {
  return errorIn((await client.next('detach')).fields[2])?.[0];
}

describe('a connection is closed', () => {
  it.each<[string, Buffer, string]>([
    ['a frame smaller than its header', Buffer.from('0000000702000000', 'hex'), 'amqp:connection:framing-error'],
    ['a frame larger than agreed on', Buffer.from('7fffffff02000000', 'hex'), 'amqp:connection:framing-error'],
    [
      'a frame whose body starts before its end',
      Buffer.from('0000000801000000', 'hex'),
      'amqp:connection:framing-error',
    ],
    ['a frame whose body starts behind it', Buffer.from('0000000803000000', 'hex'), 'amqp:connection:framing-error'],
    ['a frame of another type', framed(0, Buffer.alloc(4), undefined, 7), 'amqp:connection:framing-error'],
    ['a body that is no value', framed(0, Buffer.from('00ff', 'hex')), 'amqp:decode-error'],
    ['a body that is cut short', framed(0, Buffer.from('005313c0ff0b', 'hex')), 'amqp:decode-error'],
    ['a body that is not described', framed(0, encode(amqp.list(amqp.uint(1)))), 'amqp:decode-error'],
    [
      'an array of billions of nothings',
      framed(0, Buffer.from('005313f000000005ffffffff40', 'hex')),
      'amqp:decode-error',
    ],
    ['a performative that there is not', framed(0, encode(amqp.described(0x2a, amqp.list()))), 'amqp:decode-error'],
    [
      'a performative of SASL',
      framed(0, encode(amqp.described(0x41, amqp.list(amqp.symbol('PLAIN'))))),
      'amqp:decode-error',
    ],
    ['a performative that is no list', framed(0, encode(amqp.described(0x13, amqp.uint(1)))), 'amqp:decode-error'],
    ['a mandatory field that is missing', frameOf(0, 'attach', [amqp.text('x')]), 'amqp:decode-error'],
    ['a mandatory field that is null', frameOf(0, 'detach', [amqp.nothing]), 'amqp:decode-error'],
    ['a field of the wrong type', frameOf(0, 'detach', [amqp.text('0')]), 'amqp:decode-error'],
    ['more fields than there are', frameOf(0, 'end', [amqp.nothing, amqp.nothing]), 'amqp:decode-error'],
    ['a source that is something else', frameOf(0, 'attach', withSource(amqp.target('orders'))), 'amqp:decode-error'],
    ['a source with a field of the wrong type', frameOf(0, 'attach', withSource(badSource())), 'amqp:decode-error'],
    ['an error without a condition', frameOf(0, 'end', [amqp.described(0x1d, amqp.list())]), 'amqp:decode-error'],
    ['a second open', frameOf(0, 'open', [amqp.text('again')]), 'amqp:illegal-state'],
    ['a second begin on a channel', frameOf(0, 'begin', begin()), 'amqp:illegal-state'],
    ['a begin beyond the highest channel', frameOf(5000, 'begin', begin()), 'amqp:connection:framing-error'],
    ['an answer to a begin that there was not', frameOf(1, 'begin', begin(amqp.ushort(9))), 'amqp:not-found'],
    [
      'an attach on a channel without a session',
      frameOf(9, 'attach', attachFields(0, true, 'x', 'x')),
      'amqp:not-found',
    ],
    [
      'an attach beyond the highest handle',
      frameOf(0, 'attach', attachFields(5000, true, 'x', 'x')),
      'amqp:connection:framing-error',
    ],
  ])('after %s', async (_, bytes, condition) => {
    client.write(bytes);

    expect(await closeCondition()).toBe(condition);
  });

  it.each<[string, readonly Typed[], string]>([
    ['without a container id', [], 'amqp:decode-error'],
    ['with frames too small to be of use', [amqp.text('x'), amqp.nothing, amqp.uint(100)], 'amqp:invalid-field'],
    [
      'that wants a heartbeat each millisecond',
      [amqp.text('x'), amqp.nothing, amqp.nothing, amqp.nothing, amqp.uint(1)],
      'amqp:not-allowed',
    ],
  ])('after an open %s', async (_, fields, condition) => {
    const other = await RawClient.connect(namespace.broker.port);
    other.send(0, 'open', fields);

    expect(await closeCondition(other)).toBe(condition);
  });

  it('after a frame that came before its open', async () => {
    const other = await RawClient.connect(namespace.broker.port);
    other.send(0, 'begin', begin());

    expect(await closeCondition(other)).toBe('amqp:illegal-state');
  });

  it('when it is cut off in the middle of a frame, and nothing of the frame counts', async () => {
    await client.authenticate(namespace.broker);
    await client.attach(0, false, 'orders');
    client.write(frameOf(0, 'transfer', transferOf(0, 1), message).subarray(0, -2));

    await client.close();
  });

  it.each([
    ['a client that speaks no AMQP', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
    ['a client of AMQP 0-9-1', Buffer.from('414d515000000901', 'hex')],
    ['garbage in place of SASL', Buffer.concat([protocolHeader.sasl, Buffer.alloc(64, 0xff)])],
    ['a SASL frame without a mechanism', Buffer.concat([protocolHeader.sasl, saslFrame(0x41)])],
    ['a SASL answer that was not asked for', Buffer.concat([protocolHeader.sasl, saslFrame(0x43, amqp.binary('x'))])],
    ['a SASL outcome from the client', Buffer.concat([protocolHeader.sasl, saslFrame(0x44, amqp.ubyte(0))])],
  ])('before it begins: %s', async (_, bytes) => {
    const socket = connect(namespace.broker.port, '127.0.0.1');
    socket.resume();
    socket.write(bytes);

    await once(socket, 'close');
  });

  it('and what comes behind its close is not looked at', async () => {
    await client.authenticate(namespace.broker);
    await client.attach(0, false, 'orders');
    client.write(Buffer.concat([frameOf(0, 'close', []), frameOf(0, 'transfer', transferOf(0, 1), message)]));

    expect(await closeCondition()).toBeUndefined();
  });
});

describe('a session is ended, and the connection goes on,', () => {
  afterEach(async () => {
    client.send(7, 'begin', begin());
    await client.next('begin');
  });

  it.each([
    ['a flow', frameOf(0, 'flow', [amqp.uint(0), window, amqp.uint(0), window, amqp.uint(42)])],
    ['a transfer', frameOf(0, 'transfer', transferOf(42, 0), message)],
  ])('after %s for a handle without a link', async (_, frame) => {
    client.write(frame);

    expect(await endCondition()).toBe('amqp:session:unattached-handle');
  });

  it('after a second attach with a handle', async () => {
    await client.attach(0, true, '$cbs');
    client.send(0, 'attach', attachFields(0, true, '$cbs', 'another'));

    expect(await endCondition()).toBe('amqp:session:handle-in-use');
  });

  it('after a delivery without an id', async () => {
    await client.authenticate(namespace.broker);
    await client.attach(0, false, 'orders');
    client.send(0, 'transfer', [amqp.uint(0)], message);

    expect(await endCondition()).toBe('amqp:invalid-field');
  });

  it('after a delivery that begins inside of another', async () => {
    await client.authenticate(namespace.broker);
    await client.attach(0, false, 'orders');
    client.send(0, 'transfer', [...transferOf(0, 1), amqp.no, amqp.yes], message);
    client.send(0, 'transfer', transferOf(0, 2), message);

    expect(await endCondition()).toBe('amqp:invalid-field');
  });

  it('and its receivers get nothing more', async () => {
    await client.authenticate(namespace.broker);
    await client.attach(0, true, 'orders');
    client.grant(0, 10);
    client.send(0, 'flow', [amqp.uint(0), window, amqp.uint(0), window, amqp.uint(42)]);

    // The message that is sent afterwards comes to the receiver that is sound.
    expect(await endCondition()).toBe('amqp:session:unattached-handle');
  });
});

describe('a link is detached, and the session goes on,', () => {
  beforeEach(() => client.authenticate(namespace.broker));

  afterEach(async () => {
    await client.attach(7, false, 'orders');
  });

  it('after a delivery on a link to receive on', async () => {
    await client.attach(0, true, 'orders');
    client.send(0, 'transfer', transferOf(0, 1), message);

    expect(await detachCondition()).toBe('amqp:not-allowed');
  });

  it('when its name is attached again, and the new link takes its place', async () => {
    await client.attach(0, true, 'orders', 'mine');
    client.grant(0, 1);
    await client.attach(1, true, 'orders', 'mine');

    expect(client.received.filter(({ name }) => name === 'detach')).toHaveLength(1);
    expect(errorIn(client.received.find(({ name }) => name === 'detach')?.fields[2])?.[0]).toBe('amqp:link:stolen');
  });
});

describe('a client may', () => {
  beforeEach(() => client.authenticate(namespace.broker));

  it('have a sender and a receiver of the same name', async () => {
    await client.attach(0, false, 'orders', 'mine');
    await client.attach(1, true, 'orders', 'mine');

    client.grant(1, 1);
    client.send(0, 'transfer', [...transferOf(0, 1), amqp.yes], message);
    const { fields } = await client.next('transfer');
    client.send(0, 'disposition', [amqp.yes, fields[1] as Typed, amqp.nothing, amqp.yes, amqp.accepted()]);
    expect(client.received.some(({ name }) => name === 'detach')).toBe(false);
    client.send(0, 'end', []);
    await client.next('end');
  });

  it('use a handle again that it detached, without waiting', async () => {
    await client.attach(0, false, '$cbs', 'first');
    client.send(0, 'detach', [amqp.uint(0), amqp.yes]);
    client.send(0, 'attach', attachFields(0, false, '$cbs', 'second'));
    await client.next('detach');

    const second = client.received.find(({ name, fields }) => name === 'attach' && fields[0]?.value === 'second');
    expect(second).toBeDefined();
  });

  it('use a channel again that it ended, without waiting', async () => {
    client.send(0, 'end', []);
    client.send(0, 'begin', begin());
    await client.next('end');

    await client.attach(0, false, '$cbs');
  });

  it('detach a link and end a session twice', async () => {
    client.send(0, 'detach', [amqp.uint(77), amqp.yes]);
    client.send(55, 'end', []);

    await client.attach(0, false, '$cbs');
  });

  it('write booleans in two bytes', async () => {
    await client.attach(0, false, 'orders');
    const settled = amqp.described(0x14, amqp.list(...transferOf(0, 1), amqp.yes));
    client.write(framed(0, withWideBoolean(encode(settled)), message));
    client.send(0, 'end', []);
    await client.next('end');

    expect(client.received.filter(({ name }) => name === 'disposition').length).toBe(1);
    await receiveOne(namespace.client.createReceiver('orders', { receiveMode: 'receiveAndDelete' }));
  });
});

function withSource(source: Typed): readonly Typed[] {
  return attachFields(0, true, 'orders', 'x').map((field, index) => (index === 5 ? source : field));
}

function badSource(): Typed {
  return amqp.described(0x28, amqp.list(amqp.text('orders'), amqp.text('durable')));
}

function saslFrame(code: number, ...fields: readonly Typed[]): Buffer {
  return framed(0, encode(amqp.described(code, amqp.list(...fields))), undefined, 1);
}

/** An encoded list whose last element, a one-byte true, is written in two bytes. */
function withWideBoolean(list: Buffer): Buffer {
  const wide = Buffer.concat([list.subarray(0, -1), Buffer.from([0x56, 0x01])]);
  wide.writeUInt32BE(wide.length - 8, 4);
  return wide;
}
