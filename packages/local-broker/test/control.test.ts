import { defineQueue } from '@ams/service-bus-model';

import { systemClock } from '../src/index.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';

let namespace: LocalNamespace;

beforeEach(async () => {
  const topology = topologyOf({ queues: [defineQueue({ name: 'orders', lockDuration: 'PT5M' })] });
  namespace = await startNamespace(topology, { tokenClock: systemClock });
});

afterEach(() => namespace.close());

/** What a program in another language would send. */
async function control(path: string, body: unknown): Promise<Response> {
  const response = await fetch(`http://localhost:${namespace.broker.port}/$local/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return response;
}

it('lets a lock expire when time is moved over HTTP', async () => {
  await namespace.client.createSender('orders').sendMessages({ body: 'hello' });
  const receiver = namespace.client.createReceiver('orders');
  const message = await receiveOne(receiver);
  await control('clock', { advance: 'PT5M' });
  await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
  expect((await receiveOne(receiver)).deliveryCount).toBe(1);
});

it('lets clients in after time was moved by days', async () => {
  await namespace.client.createSender('orders').sendMessages({ body: 'old', timeToLive: 86_400_000 });
  await control('clock', { advance: 'P7D' });
  const client = namespace.connect();
  await client.createSender('orders').sendMessages({ body: 'new' });
  expect((await receiveOne(client.createReceiver('orders'))).body).toBe('new');
});

it('breaks what a client does when a fault is asked for over HTTP', async () => {
  await control('faults', { kind: 'refuse', entity: 'orders', on: 'send', condition: 'com.microsoft:entity-disabled' });
  const sender = namespace.client.createSender('orders');
  await expect(sender.sendMessages({ body: 'hello' })).rejects.toMatchObject({ code: 'MessagingEntityDisabled' });
});

it('empties the broker over HTTP', async () => {
  await namespace.client.createSender('orders').sendMessages({ body: 'hello' });
  await control('reset', {});
  expect(namespace.broker.counts('orders').active).toBe(0);
});
