import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import fc from 'fast-check';
import { connect } from 'node:net';
import { once } from 'node:events';

import type { BrokerLog } from '../src/index.js';
import { encode, type Typed } from '../src/message/encoding.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, attachFields, frameOf, protocolHeader, RawClient } from './helpers/raw-amqp.js';
import { receiveExactly } from './helpers/receiving.js';

jest.setTimeout(120_000);

/** What the broker blames on itself: never a client's fault, whatever the client sends. */
const failures: unknown[] = [];
const log: BrokerLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: (details) => {
    if ((details as { condition?: string }).condition === 'amqp:internal-error') failures.push(details);
  },
  error: (details) => failures.push(details),
};

let namespace: LocalNamespace;
const kept = Array.from({ length: 20 }, (_, index) => `kept ${index}`);

beforeAll(async () => {
  const queues = [defineQueue({ name: 'kept' }), defineQueue({ name: 'orders' })];
  const topics = [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })];
  namespace = await startNamespace(topologyOf({ queues, topics }), { log });
  await namespace.client.createSender('kept').sendMessages(kept.map((body) => ({ body })));
});

afterEach(() => {
  expect(failures.splice(0)).toEqual([]);
});

afterAll(async () => {
  const messages = await receiveExactly(namespace.client.createReceiver('kept'), kept.length);
  expect(messages.map(({ body }) => body as string)).toEqual(kept);
  await namespace.client.createSender('orders').sendMessages({ body: 'after the storm' });
  const held = await namespace.client.createReceiver('orders').peekMessages(250);
  const { active, scheduled, deferred } = namespace.broker.counts('orders');
  expect(held).toHaveLength(Math.min(250, active + scheduled + deferred));
  await namespace.close();
});

const window = amqp.uint(1000);
const message = Buffer.from('005375a00161', 'hex');
const transferOf = (handle: number, id: number) => [
  amqp.uint(handle),
  amqp.uint(id),
  amqp.binary(`t${id}`),
  amqp.uint(0),
];
const flowOf = (handle: number, drain = amqp.no) => [
  ...[amqp.uint(0), window, amqp.uint(0), window],
  ...[amqp.uint(handle), amqp.uint(0), amqp.uint(10), amqp.nothing, drain],
];

/** Values of the two messages to a coordinator; ids of transactions are whatever the broker gives. */
const declare = valueMessage(amqp.described(0x31, amqp.list()));
const discharge = valueMessage(amqp.described(0x32, amqp.list(amqp.binary('transaction'), amqp.no)));

function valueMessage(value: Typed): Buffer {
  return Buffer.concat([Buffer.from('005377', 'hex'), encode(value)]);
}

function inTransaction(): Typed {
  return amqp.described(0x34, amqp.list(amqp.binary('transaction'), amqp.accepted()));
}

/** A conversation as a client has it after it was let in. */
const conversation: readonly Buffer[] = [
  frameOf(0, 'attach', attachFields(0, false, 'orders', 'sender')),
  frameOf(0, 'attach', attachFields(1, true, 'orders', 'receiver')),
  frameOf(0, 'attach', attachFields(2, false, 'orders/$management', 'asking')),
  frameOf(0, 'attach', attachFields(3, true, 'orders/$management', 'answers')),
  frameOf(0, 'attach', attachFields(4, true, 'events/Subscriptions/billing', 'billing')),
  frameOf(0, 'attach', attachFields(5, false, 'events', 'events')),
  frameOf(0, 'attach', attachFields(6, false, '', 'transactions').with(6, amqp.described(0x30, amqp.list()))),
  frameOf(0, 'flow', flowOf(1)),
  frameOf(0, 'flow', flowOf(3)),
  frameOf(0, 'flow', flowOf(4)),
  frameOf(0, 'transfer', transferOf(0, 1), message),
  frameOf(0, 'transfer', [...transferOf(0, 2), amqp.no, amqp.yes], message),
  frameOf(0, 'transfer', [amqp.uint(0), amqp.nothing, amqp.nothing, amqp.nothing, amqp.no, amqp.no], message),
  frameOf(0, 'transfer', transferOf(5, 3), message),
  frameOf(0, 'transfer', transferOf(2, 4), message),
  frameOf(0, 'transfer', transferOf(6, 5), declare),
  frameOf(0, 'transfer', [...transferOf(0, 6), amqp.no, amqp.no, amqp.nothing, inTransaction()], message),
  frameOf(0, 'transfer', transferOf(6, 7), discharge),
  frameOf(0, 'disposition', [amqp.yes, amqp.uint(0), amqp.uint(5), amqp.no, amqp.accepted()]),
  frameOf(0, 'disposition', [amqp.yes, amqp.uint(0), amqp.nothing, amqp.yes, amqp.described(0x26, amqp.list())]),
  frameOf(0, 'flow', flowOf(1, amqp.yes)),
  frameOf(1, 'begin', [amqp.nothing, amqp.uint(0), window, window]),
  frameOf(1, 'attach', attachFields(0, true, 'orders', 'another')),
  frameOf(0, 'detach', [amqp.uint(0), amqp.yes]),
  frameOf(1, 'end', []),
  frameOf(0, 'close', []),
];

/** What can happen to a conversation on its way. */
const mishap = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), frame: fc.nat(), at: fc.nat(), to: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), frame: fc.nat(), at: fc.nat() }),
  fc.record({ kind: fc.constant('repeat' as const), frame: fc.nat() }),
  fc.record({ kind: fc.constant('drop' as const), frame: fc.nat() }),
  fc.record({ kind: fc.constant('swap' as const), frame: fc.nat(), at: fc.nat() }),
  fc.record({ kind: fc.constant('channel' as const), frame: fc.nat(), at: fc.nat(65_535) }),
);

type Mishap = typeof mishap extends fc.Arbitrary<infer T> ? T : never;

function befall(frames: readonly Buffer[], { frame, ...what }: Mishap): readonly Buffer[] {
  const index = frame % frames.length;
  const bytes = Buffer.from(frames[index] as Buffer);
  const others = frames.filter((_, other) => other !== index);
  switch (what.kind) {
    case 'change':
      // The size stays: with another one, all that follows is noise.
      bytes[4 + (what.at % (bytes.length - 4))] = what.to;
      return frames.with(index, bytes);
    case 'cut': {
      const shorter = Buffer.from(bytes.subarray(0, 8 + (what.at % (bytes.length - 7))));
      shorter.writeUInt32BE(shorter.length);
      return frames.with(index, shorter);
    }
    case 'repeat':
      return [...frames.slice(0, index), bytes, ...frames.slice(index)];
    case 'drop':
      return others.length > 0 ? others : frames;
    case 'swap':
      return others.toSpliced(what.at % (others.length + 1), 0, bytes);
    case 'channel':
      bytes.writeUInt16BE(what.at, 6);
      return frames.with(index, bytes);
  }
}

it('survives any bytes in place of AMQP', async () => {
  const beginnings = [protocolHeader.sasl, protocolHeader.amqp, Buffer.from('AMQP'), Buffer.alloc(0)];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }), async (beginning, bytes) => {
      const socket = connect(namespace.broker.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.end(Buffer.concat([beginning, bytes]));
      await once(socket, 'close');
    }),
    { numRuns: 150 },
  );
});

it('survives any bytes in place of frames', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const client = await RawClient.begin(namespace.broker.port);
      client.write(Buffer.from(bytes));
      await client.finish();
    }),
    { numRuns: 150 },
  );
});

it('survives conversations that go wrong anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mishap, { minLength: 1, maxLength: 6 }), async (mishaps) => {
      const client = await RawClient.begin(namespace.broker.port);
      await client.authenticate(namespace.broker);
      client.write(Buffer.concat(mishaps.reduce(befall, conversation)));
      await client.finish();
    }),
    { numRuns: 200 },
  );
});
