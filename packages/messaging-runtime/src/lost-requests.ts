import { ServiceBusError } from '@azure/service-bus';
import type { ConnectionContext, RequestLink } from './client-connections.js';

/**
 * Has requests fail whose connection breaks: tokens on their way, renewals of locks, peeks. The client itself leaves them
 * waiting until their time is over, all that needs a token with them, and then throws out of a timer, where nobody can
 * catch it and the process ends.
 */
export function failLostRequests(context: ConnectionContext): void {
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
