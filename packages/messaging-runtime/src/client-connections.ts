import type { EventEmitter } from 'node:events';
import type { ServiceBusClient } from '@azure/service-bus';

/** A request to the broker that waits for its answer. */
export interface PendingRequest {
  reject(error: unknown): void;
  /** Forgets its timer. */
  cleanupBeforeResolveOrReject(): void;
}

/** A link for requests. */
export interface RequestLink {
  readonly _responsesMap?: Map<unknown, PendingRequest>;
}

/** A connection of rhea, the AMQP library under the client. */
export interface AmqpConnection {
  readonly options?: { tcp_no_delay?: boolean };
  readonly state?: { readonly local_open?: boolean };
  dispatch(event: 'disconnected', context: object): unknown;
}

/** The parts of a client that have its connection, and what waits for answers on it. Its typings do not have them. */
export interface ConnectionContext {
  readonly connection: EventEmitter & { readonly _connection?: AmqpConnection };
  readonly cbsSession: { readonly _cbsSenderReceiverLink?: RequestLink };
  readonly managementClients: Readonly<Record<string, { readonly _link?: RequestLink }>>;
  refreshConnection(): void;
}

/**
 * Prepares each connection of a client before it is opened: its first, and each that takes the place of one that broke. With
 * a client that is made otherwise than version 7.9.5 this does nothing.
 *
 * @returns the client
 */
export function preparingConnections(
  client: ServiceBusClient,
  prepare: (context: ConnectionContext) => void,
): ServiceBusClient {
  const { _connectionContext: context } = client as unknown as { readonly _connectionContext?: ConnectionContext };
  if (typeof context?.refreshConnection !== 'function') return client;
  const refreshConnection = context.refreshConnection.bind(context);
  prepare(context);
  context.refreshConnection = () => {
    refreshConnection();
    prepare(context);
  };
  return client;
}

/**
 * Has what is written leave at once. Otherwise a second small frame waits until the broker has acknowledged the first
 * (Nagle's algorithm), for up to 40 ms where it need not answer that: a session's messages and its end are such frames.
 */
export function sendAtOnce({ connection }: ConnectionContext): void {
  const options = connection._connection?.options;
  if (options !== undefined) options.tcp_no_delay = true;
}

/**
 * Has the client take a connection that the broker has closed for one that broke, and make another. It does so by itself
 * only where the broker gives the reason `amqp:connection:forced`; else it opens the same one again, believes that its links
 * are still there, and waits for answers that nobody gives.
 */
export function leaveClosedConnections({ connection }: ConnectionContext): void {
  connection.on('connection_close', ({ error }: { readonly error?: { readonly condition?: string } }) => {
    const { _connection: closed } = connection;
    // Otherwise it is the broker's answer to the client, which has closed it.
    const isTheBrokers = closed?.state?.local_open === true;
    if (isTheBrokers && error?.condition !== 'amqp:connection:forced')
      closed.dispatch('disconnected', { connection: closed });
  });
}
