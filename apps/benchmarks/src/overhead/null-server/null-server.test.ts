import { connect, processingReceiverOptions } from '@ams/messaging-runtime';
import type { ServiceBusClient } from '@azure/service-bus';

import { type NullServer, startNullServer } from './null-server.js';

const order = (orderId: string) => ({
  body: { order_id: orderId, amount: 1.5 },
  messageId: orderId,
  contentType: 'application/json',
});
const firstId = '0f0e0d0c-0b0a-4000-8000-010203040506';

describe('a server that stores nothing', () => {
  let server: NullServer;
  let client: ServiceBusClient;

  beforeEach(async () => {
    server = await startNullServer(300);
    client = connect(server.connectionString);
  });

  afterEach(async () => {
    await client.close();
    server.close();
  });

  const receiver = () => client.createReceiver('orders', processingReceiverOptions);

  it('takes messages, one at a time or in batches', async () => {
    const sender = client.createSender('orders');
    await sender.sendMessages(order(firstId));
    await sender.sendMessages(Array.from({ length: 1_000 }, () => order(firstId)));
  });

  it('gives out as many orders as it was asked for, like the first one, and settles them', async () => {
    await client.createSender('orders').sendMessages([order(firstId), order(firstId)]);
    const from = receiver();
    const messages = await from.receiveMessages(200);
    messages.push(...(await from.receiveMessages(200, { maxWaitTimeInMs: 500 })));
    await Promise.all(messages.map((message) => from.completeMessage(message)));

    expect(messages).toHaveLength(300);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(300);
    expect(new Set(messages.map(({ lockToken }) => lockToken)).size).toBe(300);
    expect(server.supply).toMatchObject({ given: 300, settled: 300 });
  });

  it('makes orders whose body has the id of the message, locked from now on', async () => {
    const before = Date.now();
    await client.createSender('orders').sendMessages([order(firstId)]);
    const [message] = await receiver().receiveMessages(1);

    expect(JSON.parse(String(message?.body))).toEqual({ order_id: message?.messageId, amount: 1.5 });
    expect(message).toMatchObject({ deliveryCount: 0, contentType: 'application/json' });
    expect(message?.sequenceNumber?.toNumber()).toBe(1);
    expect(message?.lockedUntilUtc?.getTime()).toBeGreaterThan(before);
  });
});
