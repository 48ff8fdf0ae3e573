import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tls, { type ConnectionOptions } from 'node:tls';

import { startBroker, type Broker } from '@ams/local-broker';
import { startTestSystem, testTopology, type TestSystem } from '@ams/messaging-runtime/testing';
import { serializeOutputs, stackName } from '@ams/stack-outputs';

import { startCommand } from './command-support.js';
import { namesOfTestSystem } from './support.js';

const hour = 3_600_000;

/** A token as Entra ID issues them to whoever may do everything, less its signature. */
function mockToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor((Date.now() + hour) / 1_000);
  return `${part({ alg: 'none' })}.${part({ aud: 'https://servicebus.azure.net', exp, roles: ['Azure Service Bus Data Owner'] })}.`;
}

const mockScopes: string[] = [];
let mockFailure: Error | undefined;

jest.mock('@azure/identity', () => ({
  DefaultAzureCredential: class {
    getToken(scope: string | string[]) {
      mockScopes.push(...[scope].flat());
      if (mockFailure !== undefined) return Promise.reject(mockFailure);
      return Promise.resolve({ token: mockToken(), expiresOnTimestamp: Date.now() + hour });
    }
  },
}));

/** Where the command line and its outputs come from. */
let system: TestSystem;
/** A namespace that lets identities in, over TLS as Azure's. */
let namespace: Broker;
let outputs: string;

/** Has clients in this process trust it: Node reads NODE_EXTRA_CA_CERTS when it starts, and the client has no option. */
function trust(ca: string): void {
  const connect = tls.connect.bind(tls) as (options: ConnectionOptions) => tls.TLSSocket;
  jest.spyOn(tls, 'connect').mockImplementation(((options: ConnectionOptions) => connect({ ...options, ca })) as never);
}

beforeAll(async () => {
  system = await startTestSystem();
  namespace = await startBroker({ topology: testTopology(), entraId: { signatures: 'not-verified' } });
  trust(await namespace.certificateAuthority());
  outputs = join(system.folder, 'outputs.dev.json');
  const namespaceHostname = `localhost:${namespace.port}`;
  writeFileSync(outputs, serializeOutputs(stackName('dev'), { ...namesOfTestSystem, namespaceHostname }));
});

afterAll(async () => {
  jest.restoreAllMocks();
  await namespace.close();
  await system.close();
});

describe('a dashboard for a namespace without keys', () => {
  it('starts without an identity, and says what to do about that', async () => {
    mockFailure = Object.assign(new Error('set the\nvariables'), { name: 'CredentialUnavailableError' });
    const { ask, stop } = await startCommand(system, ['--environment', 'dev', '--outputs', outputs]);
    const entities = await ask('/api/entities');
    const page = await ask('/');
    await stop();
    mockFailure = undefined;
    expect([page.status, entities.status]).toEqual([200, 502]);
    expect(await entities.json()).toMatchObject({
      detail: expect.stringMatching(
        /no token for Azure: no identity is set up here — sign in with az login.* Data Owner/,
      ),
    });
  });

  it('asks by the identity that it runs as', async () => {
    const { line, ask, stop } = await startCommand(system, ['--environment', 'dev', '--outputs', outputs]);
    const entities = await ask('/api/entities');
    const about = await ask('/api/about');
    await stop();
    expect(line).toContain('The dashboard of dev is at ');
    expect(await entities.json()).toContainEqual(expect.objectContaining({ path: 'orders' }));
    expect(await about.json()).toMatchObject({ environment: 'dev', monitored: false });
    expect(mockScopes).not.toEqual([]);
    // Azure's client has one slash or two in it, and Entra ID takes both.
    for (const scope of mockScopes) expect(scope).toMatch(/^https:\/\/servicebus\.azure\.net\/{1,2}\.default$/);
  });
});
