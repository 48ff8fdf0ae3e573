import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineTopology } from '@ams/service-bus-model';

import { ListenError, startBroker } from '../../src/index.js';
import { environmentOf, type Transport } from '../harness/target.js';
import { type Client, newPrefix, type Omission, type RunTarget } from './target.js';

/** The AMQP port over TLS; Python's client goes to no other. */
const pythonPort = 5671;

/** Starts a local broker for one client and transport. */
export async function startLocalTarget(client: Client, transport: Transport): Promise<RunTarget | Omission> {
  if (client === 'Python' && transport === 'amqp')
    return { omitted: 'The Python client has no plain AMQP: its cases run over TLS and WebSocket.' };
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const forget = () => rm(directory, { recursive: true, force: true });
  try {
    const broker = await startBroker({
      topology: defineTopology({ namespace: { name: 'conformance' } }),
      // Over WebSocket, Python's client goes where it is told.
      port: client === 'Python' && transport === 'tls' ? pythonPort : 0,
    });
    const connectionString = (security: 'plain' | 'tls') => broker.connectionString(undefined, 'primary', security);
    const certificates = join(directory, 'ca.pem');
    await writeFile(certificates, await broker.certificateAuthority());
    return {
      client,
      transport,
      place: `a local broker on port ${broker.port}`,
      environment: {
        [environmentOf.connectionString]: connectionString(transport === 'amqp' ? 'plain' : 'tls'),
        [environmentOf.administrationConnectionString]: connectionString('tls'),
        [environmentOf.transport]: transport,
        [environmentOf.lacks]: transport === 'amqp' ? 'tls' : '',
        [environmentOf.prefix]: newPrefix(),
        NODE_EXTRA_CA_CERTS: certificates,
        REQUESTS_CA_BUNDLE: certificates,
      },
      async close() {
        await broker.close();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    if (client === 'Python' && error instanceof ListenError)
      return { omitted: `The Python cases over ${transport} need a port that is taken: ${error.message}` };
    throw error;
  }
}
