import type { EventEmitter } from 'node:events';
import { ServiceBusError, type ServiceBusClient } from '@azure/service-bus';

/** A request to the broker that waits for its answer. */
interface Request {
  reject(error: unknown): void;
  /** Forgets its timer. */
  cleanupBeforeResolveOrReject(): void;
}

interface RequestLink {
  readonly _responsesMap?: Map<unknown, Request>;
}

/** The parts of the client in which requests wait. Its typings do not have them. */
interface ConnectionContext {
  readonly connection: EventEmitter;
  readonly cbsSession: { readonly _cbsSenderReceiverLink?: RequestLink };
  readonly managementClients: Readonly<Record<string, { readonly _link?: RequestLink }>>;
  refreshConnection(): void;
}

/**
 * Has requests fail whose connection breaks: tokens on their way, renewals of locks, peeks. The client itself leaves them
 * waiting until their time is over, all that needs a token with them, and then throws out of a timer, where nobody can
 * catch it and the process ends. With a client that is made otherwise this does nothing.
 *
 * @returns the client
 */
export function failingLostRequests(client: ServiceBusClient): ServiceBusClient {
  const { _connectionContext: context } = client as unknown as { readonly _connectionContext?: ConnectionContext };
  if (typeof context?.refreshConnection !== 'function') return client;
  const refreshConnection = context.refreshConnection.bind(context);
  watch(context);
  // The client has a new connection after each that broke.
  context.refreshConnection = () => {
    refreshConnection();
    watch(context);
  };
  return client;
}

function watch(context: ConnectionContext): void {
  // Before the client's own listener, which forgets the links.
  context.connection.prependListener('disconnected', () => {
    failAll(context.cbsSession._cbsSenderReceiverLink);
    for (const { _link } of Object.values(context.managementClients)) failAll(_link);
  });
}

function failAll(link: RequestLink | undefined): void {
  const requests = link?._responsesMap;
  if (requests === undefined) return;
  for (const request of requests.values()) {
    request.cleanupBeforeResolveOrReject();
    request.reject(connectionLost());
  }
  requests.clear();
}

function connectionLost(): ServiceBusError {
  const error = new ServiceBusError('the connection broke before the answer came', 'ServiceCommunicationProblem');
  error.retryable = true;
  return error;
}
