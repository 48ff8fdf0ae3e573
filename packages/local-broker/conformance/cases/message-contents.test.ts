import type { AmqpAnnotatedMessage } from '@azure/core-amqp';
import type { ServiceBusClient, ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';

import { conform } from '../harness/conform.js';
import { receiveOne } from '../../test/helpers/receiving.js';

const orders = { queues: { orders: {} } } as const;

async function roundTrip(
  client: ServiceBusClient,
  queue: string,
  message: ServiceBusMessage | AmqpAnnotatedMessage,
): Promise<ServiceBusReceivedMessage> {
  await client.createSender(queue).sendMessages(message);
  return receiveOne(client.createReceiver(queue));
}

describe('Contents of a message', () => {
  const bodies: readonly (readonly [string, unknown])[] = [
    ['text', 'some text'],
    ['an empty text', ''],
    ['a number', 42],
    ['a boolean', true],
    ['null', null],
    ['an object', { order_id: '1', lines: [{ sku: 'x', quantity: 2 }] }],
    ['an array', [1, 'two', null]],
    ['text beyond ASCII', 'größe ☃ 𝄞'],
  ];
  for (const [kind, body] of bodies) {
    conform(`brings back ${kind} as body`, orders, async ({ client, names }) => {
      expect((await roundTrip(client, names.orders, { body })).body).toEqual(body);
    });
  }

  conform('brings back bytes as body', orders, async ({ client, names }) => {
    const { body } = await roundTrip(client, names.orders, { body: Buffer.from([0, 255, 1, 254]) });

    expect(Buffer.from(body)).toEqual(Buffer.from([0, 255, 1, 254]));
  });

  conform('brings back a body of 200 KB', orders, async ({ client, names }) => {
    const body = 'x'.repeat(200 * 1024);

    expect((await roundTrip(client, names.orders, { body })).body).toBe(body);
  });

  conform('brings back every property that a client can set', orders, async ({ client, names }) => {
    const message: ServiceBusMessage = {
      body: 'a',
      messageId: 'm-1',
      correlationId: 'c-1',
      contentType: 'application/json',
      subject: 'order',
      to: 'warehouse',
      replyTo: 'answers',
      replyToSessionId: 'answers-1',
      sessionId: 's-1',
      partitionKey: 's-1',
      timeToLive: 600_000,
      applicationProperties: { customer: 'c-17' },
    };

    expect(await roundTrip(client, names.orders, message)).toMatchObject(message);
  });

  conform('keeps the types of ids that are not text', orders, async ({ client, names }) => {
    const message = await roundTrip(client, names.orders, { body: 'a', messageId: 17, correlationId: 18 });

    expect(message).toMatchObject({ messageId: 17, correlationId: 18 });
  });

  conform('keeps the types of application properties', orders, async ({ client, names }) => {
    const applicationProperties = {
      text: 'some text',
      empty: '',
      yes: true,
      no: false,
      nothing: null,
      zero: 0,
      positive: 42,
      negative: -42,
      large: 9_007_199_254_740_991,
      fraction: 1.5,
      moment: new Date(1_700_000_000_000),
    };
    await client.createSender(names.orders).sendMessages({ body: 'a', applicationProperties });

    const received = await receiveOne(client.createReceiver(names.orders, { skipConvertingDate: true }));

    expect(received.applicationProperties).toEqual(applicationProperties);
  });

  conform('gives a message that has no id of its own one, or none', orders, async ({ client, names }) => {
    const { messageId } = await roundTrip(client, names.orders, { body: 'a' });

    expect(['string', 'undefined']).toContain(typeof messageId);
  });

  conform('tells of a message that comes for the first time', orders, async ({ client, names }) => {
    const message = await roundTrip(client, names.orders, { body: 'a' });

    expect(message).toMatchObject({
      deliveryCount: 0,
      state: 'active',
      lockToken: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      lockedUntilUtc: expect.any(Date),
      enqueuedTimeUtc: expect.any(Date),
    });
    expect(message.deadLetterReason).toBeUndefined();
    expect(message.deadLetterSource).toBeUndefined();
  });

  conform('brings back a value as body', orders, async ({ client, names }) => {
    const { body, _rawAmqpMessage: raw } = await roundTrip(client, names.orders, {
      bodyType: 'value',
      body: { nested: { list: [1, 2, 3] }, text: 'a' },
    });

    expect(raw.bodyType).toBe('value');
    expect(body).toEqual({ nested: { list: [1, 2, 3] }, text: 'a' });
  });

  conform('brings back a sequence as body', orders, async ({ client, names }) => {
    const { body, _rawAmqpMessage: raw } = await roundTrip(client, names.orders, {
      bodyType: 'sequence',
      body: [1, 'two', { three: 3 }],
    });

    expect(raw.bodyType).toBe('sequence');
    expect(body).toEqual([1, 'two', { three: 3 }]);
  });

  conform('brings back data as body', orders, async ({ client, names }) => {
    const { body, _rawAmqpMessage: raw } = await roundTrip(client, names.orders, {
      bodyType: 'data',
      body: { order_id: '1' },
    });

    expect(raw.bodyType).toBe('data');
    expect(body).toEqual({ order_id: '1' });
  });

  conform('brings back header, footer and annotations as they were', orders, async ({ client, names }) => {
    const { _rawAmqpMessage: raw } = await roundTrip(client, names.orders, {
      bodyType: 'data',
      body: 'a',
      header: { priority: 20, durable: false, firstAcquirer: true, timeToLive: 900_000 },
      footer: { checksum: 'f-1' },
      messageAnnotations: { traceparent: 't-1' },
      applicationProperties: { customer: 'c-17' },
      properties: {
        messageId: 'm-1',
        subject: 'order',
        contentEncoding: 'identity',
        groupSequence: 7,
        replyToGroupId: 'r-1',
      },
    });

    expect(raw).toMatchObject({
      header: { priority: 20, durable: false },
      footer: { checksum: 'f-1' },
      messageAnnotations: { traceparent: 't-1' },
      applicationProperties: { customer: 'c-17' },
      properties: { messageId: 'm-1', subject: 'order', replyToGroupId: 'r-1' },
    });
  });

  conform('keeps a time to live of forty days', orders, async ({ client, names }) => {
    const timeToLive = 40 * 24 * 60 * 60 * 1000;

    const message = await roundTrip(client, names.orders, { body: 'a', timeToLive });

    expect(message.timeToLive).toBe(timeToLive);
    expect(message.expiresAtUtc?.getTime()).toBe((message.enqueuedTimeUtc?.getTime() ?? 0) + timeToLive);
  });

  conform('does not hold back a message that was to be enqueued in the past', orders, async ({ client, names }) => {
    const message = await roundTrip(client, names.orders, { body: 'a', scheduledEnqueueTimeUtc: new Date() });

    expect(message).toMatchObject({ body: 'a', state: 'active' });
  });

  conform('leaves JSON unread on demand', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: { order_id: '1' } });

    const { body } = await receiveOne(client.createReceiver(names.orders, { skipParsingBodyAsJson: true }));

    expect(String(body)).toBe('{"order_id":"1"}');
  });
});
