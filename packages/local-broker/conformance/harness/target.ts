import type { ServiceBusClientOptions } from '@azure/service-bus';
import WebSocket from 'ws';
import { z } from 'zod';

import { capabilities, type Capability, isCapability } from './capabilities.js';

/** How the client reaches its namespace: over plain TCP, over TLS, or AMQP inside a WebSocket inside TLS. */
export const transports = ['amqp', 'tls', 'websocket'] as const;

export type Transport = (typeof transports)[number];

/** The namespace that the cases of this process run against. */
export interface Target {
  /** Absent: each case starts a local broker of its own. */
  readonly connectionString?: string | undefined;
  /** The connection string for administration, where that has an address of its own. */
  readonly administrationConnectionString?: string | undefined;
  readonly transport: Transport;
  readonly lacks: ReadonlySet<Capability>;
  /** First part of every entity's name, so that runs that share a namespace do not meet. */
  readonly prefix: string;
}

/** Names of the environment variables by which the runner tells its test processes about the target. */
export const environmentOf = {
  connectionString: 'AMS_CONFORMANCE_CONNECTION_STRING',
  administrationConnectionString: 'AMS_CONFORMANCE_ADMINISTRATION_CONNECTION_STRING',
  transport: 'AMS_CONFORMANCE_TRANSPORT',
  lacks: 'AMS_CONFORMANCE_LACKS',
  prefix: 'AMS_CONFORMANCE_PREFIX',
} as const;

const capability = z.string().refine(isCapability, {
  error: ({ input }) => `'${input}' is not a capability: name one of ${Object.keys(capabilities).join(', ')}.`,
});

const environment = z.object({
  [environmentOf.connectionString]: z.string().min(1).optional(),
  [environmentOf.administrationConnectionString]: z.string().min(1).optional(),
  [environmentOf.transport]: z.enum(transports).default('amqp'),
  [environmentOf.lacks]: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((name) => name !== ''))
    .pipe(z.array(capability)),
  [environmentOf.prefix]: z.string().min(1).default('conformance'),
});

/** @throws ZodError when a variable is not what it should be. */
export function targetOf(variables: NodeJS.ProcessEnv): Target {
  const read = environment.parse(variables);
  return {
    connectionString: read[environmentOf.connectionString],
    administrationConnectionString:
      read[environmentOf.administrationConnectionString] ?? read[environmentOf.connectionString],
    transport: read[environmentOf.transport],
    lacks: new Set(read[environmentOf.lacks]),
    prefix: read[environmentOf.prefix],
  };
}

/** Options with which a client uses the transport. */
export function clientOptionsOf(transport: Transport): ServiceBusClientOptions {
  return transport === 'websocket' ? { webSocketOptions: { webSocket: WebSocket } } : {};
}
