import { startBroker, type Broker } from '@ams/local-broker';
import type { TokenCredential } from '@azure/service-bus';
import WebSocket from 'ws';
import { accessOf, connect, explainFailure, isTransient, publish } from '../src/index.js';
import { lazyCredential } from '../src/identity.js';
import { testTopology } from '../src/testing/index.js';
import { numbered } from './support.js';

const sender = 'Azure Service Bus Data Sender';
const receiver = 'Azure Service Bus Data Receiver';
const minute = 60_000;

let broker: Broker;
let close: () => Promise<void>;

beforeEach(async () => {
  broker = await startBroker({ topology: testTopology(), entraId: { signatures: 'not-verified' } });
  close = () => Promise.resolve();
});

afterEach(async () => {
  await close();
  await broker.close();
});

/** A token as Entra ID issues them, less its signature. */
function tokenFor(role: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor((Date.now() + 60 * minute) / 1_000);
  return `${part({ alg: 'none' })}.${part({ aud: 'https://servicebus.azure.net', exp, roles: [role] })}.`;
}

const identityWith = (role: string): TokenCredential => ({
  getToken: async () => ({ token: tokenFor(role), expiresOnTimestamp: Date.now() + 60 * minute }),
});

const failing = (error: Error): TokenCredential => ({ getToken: () => Promise.reject(error) });

async function clientWith(credential: TokenCredential) {
  const ca = await broker.certificateAuthority();
  const client = connect(
    { hostname: `localhost:${broker.port}`, credential },
    { webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: { ca } } },
  );
  close = () => client.close();
  return client;
}

test('an identity sends without any key', async () => {
  const client = await clientWith(identityWith(sender));
  await expect(publish(client.createSender('orders'), numbered(3))).resolves.toMatchObject({ accepted: 3 });
  expect(broker.counts('orders').active).toBe(3);
});

test('an identity without the role is told which one it needs', async () => {
  const client = await clientWith(identityWith(receiver));
  await expect(publish(client.createSender('orders'), numbered(3))).rejects.toThrow(
    /needs the role Azure Service Bus Data Sender/,
  );
});

test('where there is no identity, one line says what to do', async () => {
  const unavailable = Object.assign(new Error('set the\nvariables'), { name: 'CredentialUnavailableError' });
  const chain = Object.assign(new Error('chain failed'), { errors: [unavailable, unavailable] });
  const client = await clientWith(lazyCredential(async () => failing(chain)));
  const failure = await publish(client.createSender('orders'), numbered(1)).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    message: expect.stringMatching(
      /^Cannot send to orders: no token for Azure: no identity is set up here — sign in with az login[^\n]+$/,
    ),
  });
});

test('a credential that was tried and failed says why', async () => {
  const unavailable = Object.assign(new Error('not set up'), { name: 'CredentialUnavailableError' });
  const chain = Object.assign(new Error('chain'), { errors: [unavailable, new Error('secret expired\nTrace ID: 1')] });
  const error = await lazyCredential(async () => failing(chain))
    .getToken('scope')
    .catch((reason: unknown) => reason);
  expect(explainFailure(error, { action: 'send to', entity: 'orders' }).message).toMatch(
    /no token for Azure: secret expired — /,
  );
});

test('a credential that has worked is waited for when it fails', async () => {
  const answers = [identityWith(sender), failing(new Error('nobody answers'))];
  const credential = lazyCredential(async () => ({
    getToken: (...request) => (answers.shift() ?? identityWith(sender)).getToken(...request),
  }));
  const first = await credential.getToken('scope');
  const second: unknown = await credential.getToken('scope').catch((reason: unknown) => reason);
  expect({ first: first?.token !== undefined, waitedFor: isTransient(second) }).toEqual({
    first: true,
    waitedFor: true,
  });
});

describe('access by outputs', () => {
  test('is by the connection string where there is one', () => {
    const outputs = { queueSendConnectionString: 'Endpoint=…', namespaceHostname: 'bus.servicebus.windows.net' };
    expect(accessOf(outputs, 'queueSendConnectionString')).toEqual({ connectionString: 'Endpoint=…' });
  });

  test('is by identity where there is none', () => {
    const outputs: { queueSendConnectionString?: string; namespaceHostname: string } = { namespaceHostname: 'bus' };
    expect(accessOf(outputs, 'queueSendConnectionString')).toEqual({ hostname: 'bus' });
  });
});
