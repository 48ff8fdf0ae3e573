import { defineQueue } from '@ams/service-bus-model';
import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import rhea from 'rhea';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly, receiveOne } from './helpers/receiving.js';

type AmqpAnnotatedMessage = ServiceBusReceivedMessage['_rawAmqpMessage'];

const standardLimit = 256 * 1024;

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'orders' }),
        defineQueue({ name: 'spread', partitioningEnabled: true }),
        defineQueue({ name: 'once', partitioningEnabled: true, requiresDuplicateDetection: true }),
      ],
    }),
  );
});

afterEach(() => namespace.close());

const sender = (queue = 'orders') => namespace.client.createSender(queue);
const receiver = (queue = 'orders') =>
  namespace.client.createReceiver(queue, { receiveMode: 'receiveAndDelete', skipParsingBodyAsJson: false });

async function roundTrip(message: ServiceBusMessage | AmqpAnnotatedMessage) {
  await sender().sendMessages(message);
  return receiveOne(receiver());
}

describe('sending', () => {
  it('takes an array as one batch, in order', async () => {
    await sender().sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);

    const messages = await receiveExactly(receiver(), 3);

    expect(messages.map(({ body }) => body)).toEqual([1, 2, 3]);
  });

  it('announces the limit of the tier, which a batch keeps to', async () => {
    const batch = await sender().createMessageBatch();

    expect(batch.maxSizeInBytes).toBe(standardLimit);
    expect(batch.tryAddMessage({ body: Buffer.alloc(200_000) })).toBe(true);
    expect(batch.tryAddMessage({ body: Buffer.alloc(100_000) })).toBe(false);
    await sender().sendMessages(batch);
    expect((await receiveOne(receiver())).body).toHaveLength(200_000);
  });

  it('carries a message near the limit, over several frames, unchanged', async () => {
    const body = Buffer.from(Array.from({ length: standardLimit - 1024 }, (_, index) => index % 251));

    const { body: received } = await roundTrip({ body, contentType: 'application/octet-stream' });

    expect(Buffer.compare(received as Buffer, body)).toBe(0);
  });

  it('refuses a message over the limit and takes the next one', async () => {
    const link = sender();

    await expect(link.sendMessages({ body: Buffer.alloc(standardLimit + 1) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    await link.sendMessages({ body: 'small' });

    expect((await receiveOne(receiver())).body).toBe('small');
  });

  it('refuses a message many times over the limit and takes the next one', async () => {
    const link = sender();

    await expect(link.sendMessages({ body: Buffer.alloc(8 * standardLimit) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    await link.sendMessages({ body: 'small' });

    expect((await receiveOne(receiver())).body).toBe('small');
  });

  it('lets ten thousand small messages through, none twice', async () => {
    const link = sender();
    for (let first = 0; first < 10_000; first += 1000) {
      await link.sendMessages(Array.from({ length: 1000 }, (_, index) => ({ body: first + index })));
    }

    const messages = await receiveExactly(receiver(), 10_000);

    expect(messages.map(({ body }) => body)).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  }, 30_000);

  it('keeps messages of one partition key together in one partition', async () => {
    const keys = ['a', 'b', 'c', 'd'];
    for (let index = 0; index < 40; index += 1)
      await sender('spread').sendMessages({ body: index, partitionKey: keys[index % 4] as string });

    const messages = await receiveExactly(receiver('spread'), 40);

    const partitionsOf = (key: string) =>
      new Set(
        messages
          .filter(({ partitionKey }) => partitionKey === key)
          .map(({ sequenceNumber }) => sequenceNumber?.shiftRightUnsigned(48).toNumber()),
      );
    for (const key of keys) expect(partitionsOf(key).size).toBe(1);
  });

  it.each<[string, string, readonly Partial<ServiceBusMessage>[]]>([
    ['spread', 'SessionId or PartitionKey', [{ partitionKey: 'a' }, { partitionKey: 'b' }]],
    ['spread', 'SessionId or PartitionKey', [{ sessionId: 'a' }, {}]],
    ['once', 'SessionId, PartitionKey, or MessageId', [{ messageId: 'a' }, { messageId: 'b' }]],
  ])("refuses a batch for '%s' with distinct %s, and takes nothing of it", async (queue, distinct, messages) => {
    const sending = sender(queue).sendMessages(messages.map((message) => ({ ...message, body: 1 })));

    await expect(sending).rejects.toThrow(`Batching brokered messages with distinct ${distinct} is not supported`);
    expect(namespace.broker.counts(queue).active).toBe(0);
  });

  it.each<[string, readonly Partial<ServiceBusMessage>[]]>([
    ['spread', [{ messageId: 'a' }, { messageId: 'b' }]],
    ['spread', [{ sessionId: 'a' }, { sessionId: 'a', partitionKey: 'a' }]],
    [
      'once',
      [
        { messageId: 'a', partitionKey: 'k' },
        { messageId: 'b', partitionKey: 'k' },
      ],
    ],
    ['orders', [{ partitionKey: 'a' }, { partitionKey: 'b' }]],
  ])("takes a batch for '%s' where it needs no more than one key", async (queue, messages) => {
    await sender(queue).sendMessages(messages.map((message) => ({ ...message, body: 1 })));

    expect(namespace.broker.counts(queue).active).toBe(2);
  });

  it('spreads messages without a key over the partitions of a queue', async () => {
    await sender('spread').sendMessages(Array.from({ length: 32 }, (_, index) => ({ body: index })));

    const messages = await receiveExactly(receiver('spread'), 32);

    const partitions = new Set(messages.map(({ sequenceNumber }) => sequenceNumber?.shiftRightUnsigned(48).toNumber()));
    expect(partitions.size).toBe(16);
  });
});

describe('what a message carries', () => {
  it.each<[string, unknown]>([
    ['an object', { order_id: 'o-1', amount: 12.5, lines: [{ sku: 'a' }] }],
    ['a string', 'an order'],
    ['a number', 42],
    ['a boolean', true],
    ['null', null],
  ])('%s comes back as JSON', async (_, body) => {
    expect((await roundTrip({ body })).body).toEqual(body);
  });

  it('bytes come back as bytes', async () => {
    const body = Buffer.from([0, 1, 2, 253, 254, 255]);

    expect(Buffer.compare((await roundTrip({ body })).body as Buffer, body)).toBe(0);
  });

  it.each(['value', 'sequence'] as const)('a %s body comes back as one', async (bodyType) => {
    const body = bodyType === 'sequence' ? ['a', 1, true] : { text: 'a', count: 1 };

    const { body: received, _rawAmqpMessage: raw } = await roundTrip({ bodyType, body } as AmqpAnnotatedMessage);

    expect(received).toEqual(body);
    expect(raw.bodyType).toBe(bodyType);
  });

  it('all properties of a message come back', async () => {
    const message = {
      body: 'order',
      messageId: 'm-1',
      correlationId: 'c-1',
      sessionId: 's-1',
      partitionKey: 's-1',
      replyToSessionId: 'r-1',
      subject: 'order.created',
      to: 'billing',
      replyTo: 'answers',
      contentType: 'application/json',
      timeToLive: 3_600_000,
    };

    expect(await roundTrip(message)).toMatchObject(message);
  });

  it.each([
    ['a number', 77],
    ['text', 'text'],
  ])('an id that is %s keeps its type', async (_, id) => {
    expect(await roundTrip({ body: 1, messageId: id, correlationId: id })).toMatchObject({
      messageId: id,
      correlationId: id,
    });
  });

  it('application properties keep their types', async () => {
    const applicationProperties = {
      text: 'order',
      count: 3,
      negative: -3,
      fraction: 2.5,
      large: 2 ** 40,
      zero: 0,
      yes: true,
      no: false,
      nothing: null,
      when: new Date('2026-01-02T03:04:05.678Z'),
    };

    const message = await roundTrip({ body: 1, applicationProperties });

    // The client shows a timestamp that it receives as its milliseconds.
    const when = applicationProperties.when.getTime();
    expect(message.applicationProperties).toEqual({ ...applicationProperties, when });
  });

  it('header, footer and annotations of an AMQP message come back', async () => {
    const { _rawAmqpMessage: raw } = await roundTrip({
      bodyType: 'data',
      body: 'order',
      header: { priority: 20, durable: false },
      footer: { checksum: 'abc' },
      messageAnnotations: { 'x-own': 'kept' },
    } as AmqpAnnotatedMessage);

    expect(raw.header).toMatchObject({ priority: 20, durable: false, deliveryCount: 0 });
    expect(raw.footer).toEqual({ checksum: 'abc' });
    expect(raw.messageAnnotations).toMatchObject({ 'x-own': 'kept' });
  });

  it('what the broker adds: sequence number, enqueued time, state', async () => {
    const now = namespace.clock.now();

    const message = await roundTrip({ body: 1 });

    expect(message.sequenceNumber?.toNumber()).toBe(1);
    expect(message.enqueuedTimeUtc?.getTime()).toBe(now);
    expect(message.deliveryCount).toBe(0);
    expect(message.state).toBe('active');
  });

  it('a value of an AMQP type of its own comes back with it', async () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

    const { _rawAmqpMessage: raw } = await roundTrip({
      bodyType: 'value',
      body: rhea.types.wrap_uuid(bytes),
    } as unknown as AmqpAnnotatedMessage);

    expect(Buffer.compare(raw.body as Buffer, bytes)).toBe(0);
  });
});
