import { ServiceBusClient } from '@azure/service-bus';

import { failAtOnce } from '../../test/helpers/local-namespace.js';
import type { Operation } from '../checker/ledger.js';
import type { Load } from './load.js';

/** A client of Azure's. What it has under way when the broker dies fails after ten seconds, and nobody waits for it. */
export function connectClient({ endpoint }: Load): { readonly client: ServiceBusClient; readonly close: () => void } {
  const client = new ServiceBusClient(endpoint.connectionString, failAtOnce);
  return { client, close: () => void client.close().catch(() => undefined) };
}

/** Does it and puts down that it was done. Whatever fails before the broker is killed is a failure of the run. */
export async function confirmed<T>(operation: Operation, work: Promise<T>): Promise<T> {
  const result = await work;
  operation.confirm();
  return result;
}
