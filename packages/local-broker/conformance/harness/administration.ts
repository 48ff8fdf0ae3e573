import { ServiceBusAdministrationClient } from '@azure/service-bus';
import { ServiceBusAdministrationClient as NewerAdministrationClient } from 'azure-service-bus-beta';

/** Whether clients speak plain AMQP with this connection string, and newer ones plain HTTP. */
export function isPlain(connectionString: string): boolean {
  return /UseDevelopmentEmulator=true/.test(connectionString);
}

/**
 * The client that makes and deletes the entities of cases. Only newer versions can speak plain HTTP, which Microsoft's
 * emulator wants; the members used here are the same.
 */
export function administrationClientOf(connectionString: string): ServiceBusAdministrationClient {
  if (!isPlain(connectionString)) return new ServiceBusAdministrationClient(connectionString);
  return new NewerAdministrationClient(connectionString) as unknown as ServiceBusAdministrationClient;
}
