import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineTopology } from '@ams/service-bus-model';

import { startBroker } from '../../src/index.js';
import { environmentOf, type Transport, transports } from '../harness/target.js';

/** A namespace that is ready for the cases of one transport. */
export interface OpenTarget {
  readonly transport: Transport;
  /** For people. */
  readonly description: string;
  /** What the test processes have to know, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What a connection string can be reached by: the flag makes clients speak plain AMQP, and its lack TLS. */
function transportsOf(connectionString: string): readonly Transport[] {
  return /UseDevelopmentEmulator=true/i.test(connectionString) ? ['amqp'] : ['tls', 'websocket'];
}

/** Ways to open the targets that the environment asks for, one for each transport. */
export function openTargets(
  variables: NodeJS.ProcessEnv,
  wanted: readonly Transport[],
): readonly (() => Promise<OpenTarget>)[] {
  const connectionString = variables[environmentOf.connectionString];
  const chosen = (all: readonly Transport[]) => all.filter((name) => wanted.length === 0 || wanted.includes(name));
  if (connectionString === undefined) return chosen(transports).map((transport) => () => openLocal(transport));
  return chosen(transportsOf(connectionString)).map((transport) => () => openGiven(transport, connectionString));
}

const newPrefix = (): string => `conformance-${randomBytes(3).toString('hex')}`;

async function openGiven(transport: Transport, connectionString: string): Promise<OpenTarget> {
  const [, endpoint = ''] = /Endpoint=([^;]*)/i.exec(connectionString) ?? [];
  return {
    transport,
    description: endpoint,
    environment: { [environmentOf.transport]: transport, [environmentOf.prefix]: newPrefix() },
    close: async () => undefined,
  };
}

async function openLocal(transport: Transport): Promise<OpenTarget> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const broker = await startBroker({ topology: defineTopology({ namespace: { name: 'conformance' } }), dataDirectory });
  return {
    transport,
    description: 'a local broker for each case, on a port of its own',
    environment: {
      [environmentOf.transport]: transport,
      [environmentOf.lacks]: 'administration,rules-over-amqp,run-time-entities',
      AMS_CONFORMANCE_CERTIFICATES: dataDirectory,
      NODE_EXTRA_CA_CERTS: broker.certificateAuthorityFile ?? '',
    },
    async close() {
      await broker.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
}
