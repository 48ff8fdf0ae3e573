import { ServiceBusAdministrationClient, type ServiceBusAdministrationClientOptions } from '@azure/service-bus';
import type { Access } from './connection.js';
import { processCredential } from './identity.js';

export type AdministrationOptions = Pick<ServiceBusAdministrationClientOptions, 'retryOptions'>;

/** What a connection string says of a broker that speaks plain HTTP: Microsoft's emulator and the local broker. */
const emulator = /(?:^|;)\s*UseDevelopmentEmulator\s*=\s*true\s*(?:;|$)/i;

/** Whether a connection string leads to a broker on one's own machine, without TLS. */
export function isEmulator(access: Access): boolean {
  return 'connectionString' in access && emulator.test(access.connectionString);
}

/**
 * A client of the namespace's administration API: entities, their settings and counts. It needs the Manage claim.
 *
 * Version 7.9.5 of the SDK asks over HTTPS alone, also where the connection string says `UseDevelopmentEmulator=true`
 * (Azure/azure-sdk-for-js#32757); there its requests are sent over plain HTTP.
 *
 * @param options `retryOptions`: default, as the SDK retries, for several seconds
 */
export function administer(access: Access, options: AdministrationOptions = {}): ServiceBusAdministrationClient {
  if (!('connectionString' in access))
    return new ServiceBusAdministrationClient(access.hostname, access.credential ?? processCredential(), options);
  const client = new ServiceBusAdministrationClient(access.connectionString, options);
  if (isEmulator(access)) {
    // Added last, it sees requests that are signed: the broker compares the signed address without its scheme.
    client.pipeline.addPolicy({
      name: 'plainHttpPolicy',
      sendRequest(request, next) {
        request.url = request.url.replace(/^https:/, 'http:');
        request.allowInsecureConnection = true;
        return next(request);
      },
    });
  }
  return client;
}
