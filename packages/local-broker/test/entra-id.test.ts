import { defineQueue } from '@ams/service-bus-model';
import { ServiceBusClient } from '@azure/service-bus';
import { UnsecuredJWT } from 'jose';
import type { Connection } from 'rhea';
import WebSocket from 'ws';

import type { BrokerOptions } from '../src/index.js';
import { closePlain, connectPlain, eventOf } from './helpers/amqp-client.js';
import { failAtOnce, type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { putToken, sharedAccessSignature } from './helpers/tokens.js';

const topology = topologyOf({ queues: [defineQueue({ name: 'orders' })] });
const withoutKeys = { ...topology, namespace: { ...topology.namespace, localAuthEnabled: false } };
const minute = 60_000;

let namespace: LocalNamespace;
const clients: ServiceBusClient[] = [];
const connections: Connection[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(connections.splice(0).map(closePlain));
  await namespace.close();
});

async function start(entraId?: BrokerOptions['entraId'], entities = topology): Promise<void> {
  namespace = await startNamespace(entities, { entraId });
}

function tokenFor(minutes: number, roles?: readonly string[]): string {
  const exp = Math.floor(namespace.clock.now() / 1000) + minutes * 60;
  return new UnsecuredJWT({ aud: 'https://servicebus.azure.net', exp, ...(roles && { roles }) }).encode();
}

/** A client as one has it with `DefaultAzureCredential`. */
async function clientWith(token: string): Promise<ServiceBusClient> {
  const ca = await namespace.broker.certificateAuthority();
  const client = new ServiceBusClient(
    `localhost:${namespace.broker.port}`,
    { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 60 * minute }) },
    { ...failAtOnce, webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: { ca } } },
  );
  clients.push(client);
  return client;
}

async function plainConnection(): Promise<Connection> {
  const connection = await connectPlain(namespace.broker.port);
  connections.push(connection);
  return connection;
}

describe('a client with a credential of Entra ID', () => {
  it('is refused unless the broker was told to take such tokens, and hears how', async () => {
    await start();
    const client = await clientWith(tokenFor(60));
    await expect(client.createSender('orders').sendMessages({ body: 'order' })).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
      message: expect.stringContaining('--accept-entra-tokens'),
    });
  });

  it('sends and receives when it was', async () => {
    await start({ signatures: 'not-verified' });
    const client = await clientWith(tokenFor(60));
    await client.createSender('orders').sendMessages({ body: 'order' });
    const [message] = await client.createReceiver('orders').receiveMessages(1);
    expect(message?.body).toBe('order');
  });

  it('may do no more than its roles', async () => {
    await start({ signatures: 'not-verified' });
    const client = await clientWith(tokenFor(60, ['Azure Service Bus Data Sender']));
    await client.createSender('orders').sendMessages({ body: 'order' });
    await expect(client.createReceiver('orders').receiveMessages(1)).rejects.toThrow("'Listen' claim(s) are required");
  });

  it('is the one that gets in where local authentication is turned off', async () => {
    await start({ signatures: 'not-verified' }, withoutKeys);
    const client = await clientWith(tokenFor(60));
    await client.createSender('orders').sendMessages({ body: 'order' });

    const expiresAt = (Math.floor(namespace.clock.now() / 1000) + 60) * 1000;
    const signature = sharedAccessSignature(namespace.broker, { resource: 'sb://localhost/', expiresAt });
    expect(await putToken(await plainConnection(), signature)).toMatchObject({
      'status-code': 401,
      'status-description': expect.stringContaining('local authentication is turned off'),
    });
  });

  it('loses its links when the token expires', async () => {
    await start({ signatures: 'not-verified' });
    const connection = await plainConnection();
    const audience = 'sb://localhost/orders';
    expect(await putToken(connection, tokenFor(10), { audience, type: 'jwt' })).toMatchObject({ 'status-code': 202 });
    const sender = connection.open_sender('orders');
    await eventOf(sender, 'sendable');
    const ended = eventOf(sender, 'sender_error');

    namespace.clock.advance(10 * minute);

    expect((await ended).sender?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
  });
});

describe('a token of a type that the broker does not know', () => {
  it('is refused with the types that it does', async () => {
    await start();
    expect(await putToken(await plainConnection(), 'token', { type: 'amqp:swt' })).toMatchObject({
      'status-code': 401,
      'error-condition': 'amqp:unauthorized-access',
      'status-description': expect.stringContaining("not 'amqp:swt'"),
    });
  });
});

describe('a broker that verifies no signatures', () => {
  it('warns of it', async () => {
    const warnings: string[] = [];
    const warn = (_details: object, message: string): void => void warnings.push(message);
    const nothing = (): void => undefined;
    namespace = await startNamespace(topology, {
      entraId: { signatures: 'not-verified' },
      log: { debug: nothing, info: nothing, warn, error: nothing },
    });
    expect(warnings).toEqual([expect.stringContaining('without verifying who signed them')]);
  });
});
