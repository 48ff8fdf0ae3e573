import type { ServiceBusClientOptions } from '@azure/service-bus';
import WebSocket from 'ws';
import { z } from 'zod';

import { capabilities, type Capability, isCapability } from './capabilities.js';

/** How the client reaches its namespace: over plain TCP, over TLS, or AMQP inside a WebSocket inside TLS. */
export const transports = ['amqp', 'tls', 'websocket'] as const;

export type Transport = (typeof transports)[number];

/** The namespace that the cases of this process run against. */
export interface Target {
  readonly connectionString: string;
  /** The same rights, for the administration API: where that has an address of its own, or speaks HTTPS while AMQP is plain. */
  readonly administrationConnectionString: string;
  readonly transport: Transport;
  readonly lacks: ReadonlySet<Capability>;
  /** First part of every entity's name, so that runs that share a namespace do not meet. */
  readonly prefix: string;
}

/** The environment variables that describe a target, for people and for the runner's own processes. */
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
  [environmentOf.connectionString]: z.string({ error: 'is missing: run `nx run local-broker:conformance`.' }).min(1),
  [environmentOf.administrationConnectionString]: z.string().min(1).optional(),
  [environmentOf.transport]: z.enum(transports),
  [environmentOf.lacks]: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((name) => name !== ''))
    .pipe(z.array(capability)),
  [environmentOf.prefix]: z.string().min(1),
});

/** @throws ZodError when a variable is not what it should be. */
export function targetOf(variables: NodeJS.ProcessEnv): Target {
  const read = environment.parse(variables);
  const connectionString = read[environmentOf.connectionString];
  return {
    connectionString,
    administrationConnectionString: read[environmentOf.administrationConnectionString] ?? connectionString,
    transport: read[environmentOf.transport],
    lacks: new Set(read[environmentOf.lacks]),
    prefix: read[environmentOf.prefix],
  };
}

/** Options with which a client uses the transport. */
export function clientOptionsOf(transport: Transport): ServiceBusClientOptions {
  return transport === 'websocket' ? { webSocketOptions: { webSocket: WebSocket } } : {};
}
