import { defineQueue } from '@ams/service-bus-model';
import rhea from 'rhea';

import type { Typed } from '../src/message/encoding.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, errorIn, RawClient, type RawFrame } from './helpers/raw-amqp.js';

/** Fields of each performative in AMQP 1.0, part 2.7. */
const fieldCounts: Readonly<Record<string, number>> = {
  open: 10,
  begin: 8,
  attach: 14,
  flow: 11,
  transfer: 11,
  disposition: 6,
  detach: 3,
  end: 1,
  close: 1,
};

let namespace: LocalNamespace;
let client: RawClient;

beforeEach(async () => {
  namespace = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }));
  client = await RawClient.begin(namespace.broker.port);
  await client.authenticate(namespace.broker);
});

afterEach(async () => {
  await client.close();
  await namespace.close();
});

/** Makes the broker write a frame of every kind, and gives all that it wrote. */
async function wholeConversation(): Promise<readonly RawFrame[]> {
  await client.attach(0, false, 'orders');
  await client.next('flow');
  client.transfer(0, 1, { message_id: 'a', body: 'order' });
  await client.next('disposition');
  client.send(0, 'disposition', [amqp.no, amqp.uint(0)]);
  await client.attach(1, true, 'orders');
  client.grant(1, 1);
  const { fields } = await client.next('transfer');
  client.send(0, 'disposition', [amqp.yes, fields[1] ?? amqp.nothing, amqp.nothing, amqp.no, amqp.accepted()]);
  await client.next('disposition');
  client.send(0, 'detach', [amqp.uint(0), amqp.yes]);
  await client.next('detach');
  client.send(0, 'end', []);
  await client.next('end');
  client.send(0, 'close', []);
  await client.next('close');
  return client.received.filter(({ name }) => !name.startsWith('sasl'));
}

it('writes every performative with all of its fields', async () => {
  const frames = await wholeConversation();

  expect(new Set(frames.map(({ name }) => name))).toEqual(new Set(Object.keys(fieldCounts)));
  expect(frames.map(({ name, fields }) => [name, fields.length])).toEqual(
    frames.map(({ name }) => [name, fieldCounts[name]]),
  );
});

it('answers an attach with all fields of the source and target that the client left out', async () => {
  const { fields } = await client.attach(0, true, 'orders');

  const source = fields[5]?.value as readonly unknown[];
  const target = fields[6]?.value as readonly unknown[];
  expect([source.length, target.length]).toEqual([11, 7]);
});

it('tells a client how many links a session may have, because clients count on it', async () => {
  const begin = client.received.find(({ name }) => name === 'begin');

  expect(begin?.fields[4]?.value).toBe(4999);
});

it('sends heartbeats to a client that says how long it waits for them', async () => {
  const impatient = await RawClient.connect(namespace.broker.port);
  impatient.send(0, 'open', [amqp.text('x'), amqp.nothing, amqp.nothing, amqp.nothing, amqp.uint(1000)]);

  await impatient.heartbeat();

  expect(impatient.heartbeats).toBeGreaterThan(0);
  await impatient.close();
});

it('gives an error its three fields when it refuses a link', async () => {
  await client.attach(0, true, 'nowhere');

  expect(errorIn((await client.next('detach')).fields[2])).toEqual([
    'amqp:not-found',
    expect.stringContaining("'sb://localhost/nowhere' could not be found"),
    null,
  ]);
});

it('gives an error its three fields when it rejects a message', async () => {
  await client.attach(0, false, 'orders');
  client.send(
    0,
    'transfer',
    [amqp.uint(0), amqp.uint(1), amqp.binary('1'), amqp.uint(0)],
    Buffer.from('no message at all'),
  );

  const { fields } = await client.next('disposition');
  const rejected = fields[4]?.value as readonly (typeof amqp.nothing)[];
  expect(errorIn(rejected[0])).toEqual(['amqp:decode-error', expect.any(String), null]);
});

it.each([
  ['closed', amqp.yes, true],
  ['detached', amqp.no, false],
])('answers a link that is %s with the same', async (_, closed, answer) => {
  await client.attach(0, true, 'orders');

  client.send(0, 'detach', [amqp.uint(0), closed]);

  expect((await client.next('detach')).fields[1]?.value).toBe(answer);
});

it('refuses a batch that has no messages but another body', async () => {
  await client.attach(0, false, 'orders');
  const batchFormat = amqp.uint(0x80013700);
  const bytes = rhea.message.encode({ body: 'order' }) as Buffer;

  client.send(0, 'transfer', [amqp.uint(0), amqp.uint(1), amqp.binary('1'), batchFormat], bytes);

  const { fields } = await client.next('disposition');
  const [error] = fields[4]?.value as readonly Typed[];
  expect(errorIn(error)?.[0]).toBe('amqp:decode-error');
});
