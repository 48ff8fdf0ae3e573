import {
  ServiceBusAdministrationClient,
  type ServiceBusAdministrationClientOptions,
  type TokenCredential,
} from '@azure/service-bus';
import { ServiceBusAdministrationClient as PlainAdministrationClient } from 'azure-service-bus-beta';

import type { AccessRuleReference, Broker } from '../../src/index.js';

/** One failure is the answer: a retry would only make the test wait for it again. */
const failAtOnce = { retryOptions: { maxRetries: 0 } };

/** A client of the administration API over plain HTTP, which the released one refuses. */
export function administrationClient(broker: Broker, rule?: AccessRuleReference): PlainAdministrationClient {
  return new PlainAdministrationClient(broker.connectionString(rule), failAtOnce);
}

/** The released client, over HTTPS. */
export async function secureAdministrationClient(broker: Broker): Promise<ServiceBusAdministrationClient> {
  return new ServiceBusAdministrationClient(
    broker.connectionString(undefined, 'primary', 'tls'),
    await trusting(broker),
  );
}

/** The released client, over HTTPS, with tokens of Entra ID. */
export async function administrationClientWith(
  broker: Broker,
  credential: TokenCredential,
): Promise<ServiceBusAdministrationClient> {
  return new ServiceBusAdministrationClient(`localhost:${broker.port}`, credential, await trusting(broker));
}

/** Options of a client that trusts the broker's own certificate authority. */
async function trusting(broker: Broker): Promise<ServiceBusAdministrationClientOptions> {
  const ca = await broker.certificateAuthority();
  return { ...failAtOnce, tlsOptions: { ca } } as ServiceBusAdministrationClientOptions;
}

/** All that a list of the client's has. */
export async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
