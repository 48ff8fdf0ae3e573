import { defineQueue } from '@ams/service-bus-model';
import type { ServiceBusMessage } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, errorIn, RawClient } from './helpers/raw-amqp.js';

const limit = 256 * 1024;

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }));
});

afterEach(() => namespace.close());

const active = () => namespace.broker.counts('orders').active;

/** Two properties that are small enough each, and too much together. */
const tooManyProperties: ServiceBusMessage = {
  body: 'order',
  applicationProperties: { a: 'x'.repeat(32_000), b: 'x'.repeat(32_000), c: 'x'.repeat(2000) },
};

it('takes a batch that a client filled as far as it could', async () => {
  const sender = namespace.client.createSender('orders');
  const batch = await sender.createMessageBatch();
  while (batch.tryAddMessage({ body: 'x'.repeat(1000), messageId: String(batch.count) }));
  for (let size = 500; size > 0; size -= 1) batch.tryAddMessage({ body: 'x'.repeat(size) });

  await sender.sendMessages(batch);

  expect(batch.maxSizeInBytes).toBe(limit);
  expect(active()).toBe(batch.count);
});

it.each([
  ['sent', (message: ServiceBusMessage) => namespace.client.createSender('orders').sendMessages(message)],
  [
    'scheduled',
    (message: ServiceBusMessage) =>
      namespace.client.createSender('orders').scheduleMessages(message, new Date(Date.now() + 60_000)),
  ],
])('refuses a message with too many properties when it is %s', async (_, send) => {
  await expect(send(tooManyProperties)).rejects.toMatchObject({ code: 'MessageSizeExceeded' });

  expect(namespace.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 0 });
});

it('takes nothing in of a batch with one message that is beyond the limits', async () => {
  const good = { body: 'good' };

  await expect(
    namespace.client.createSender('orders').sendMessages([good, tooManyProperties, good]),
  ).rejects.toMatchObject({ code: 'MessageSizeExceeded' });

  expect(active()).toBe(0);
});

it('dead-letters a message that its receiver makes too large', async () => {
  const half = { applicationProperties: { a: 'x'.repeat(30_000) } };
  await namespace.client.createSender('orders').sendMessages({ body: 'order', ...half });
  const receiver = namespace.client.createReceiver('orders');
  const [message] = await receiver.receiveMessages(1);
  if (message) await receiver.abandonMessage(message, { notes: 'x'.repeat(40_000) });

  const [dead] = await namespace.client.createReceiver('orders', { subQueueType: 'deadLetter' }).receiveMessages(1);
  expect(dead).toMatchObject({ body: 'order', deadLetterReason: 'HeaderSizeExceeded' });
});

describe('a client that checks nothing itself', () => {
  let client: RawClient;

  beforeEach(async () => {
    client = await RawClient.begin(namespace.broker.port);
    await client.authenticate(namespace.broker);
    await client.attach(0, false, 'orders');
  });

  afterEach(() => client.close());

  /** Sends a data section that makes the message `size` bytes large, in frames as large as may be. */
  async function sendOfSize(size: number): Promise<unknown> {
    const data = Buffer.from([0x00, 0x53, 0x75, 0xb0, 0, 0, 0, 0]);
    data.writeUInt32BE(size - data.length, 4);
    const bytes = Buffer.concat([data, Buffer.alloc(size - data.length)]);
    const perFrame = 60_000;
    for (let offset = 0; offset < size; offset += perFrame) {
      const more = offset + perFrame < size ? amqp.yes : amqp.no;
      const fields = [amqp.uint(0), amqp.uint(1), amqp.binary('1'), amqp.uint(0), amqp.no, more];
      client.send(0, 'transfer', fields, bytes.subarray(offset, offset + perFrame));
    }
    const [, , , , state] = (await client.next('disposition')).fields;
    return errorIn((state?.value as readonly (typeof amqp.nothing)[])[0])?.[0] ?? 'accepted';
  }

  it('may send a message of exactly the largest size', async () => {
    expect(await sendOfSize(limit)).toBe('accepted');
    expect(active()).toBe(1);
  });

  it('is refused one byte more', async () => {
    expect(await sendOfSize(limit + 1)).toBe('amqp:link:message-size-exceeded');
    expect(active()).toBe(0);
  });

  it('is refused a session id of 129 characters', async () => {
    client.transfer(0, 1, { message_id: 'a', group_id: 'x'.repeat(129), body: 'order' });

    const [, , , , state] = (await client.next('disposition')).fields;
    expect(errorIn((state?.value as readonly (typeof amqp.nothing)[])[0])?.[0]).toBe('com.microsoft:argument-error');
  });
});
