import { RetryMode, ServiceBusClient, type RetryOptions } from '@azure/service-bus';
import { explainFailure } from './errors.js';

/**
 * How long the client tries again by itself, with exponential pauses from half a second.
 * - `brief`: about two seconds. For finding out, and for whoever has a loop of its own around it.
 * - `patient`: about half a minute, enough for a broker to restart.
 */
export type Persistence = 'brief' | 'patient';

const retries: Readonly<Record<Persistence, RetryOptions>> = {
  brief: { mode: RetryMode.Exponential, maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 30_000 },
  patient: { mode: RetryMode.Exponential, maxRetries: 5, retryDelayInMs: 500, maxRetryDelayInMs: 30_000 },
};

/** A client of the namespace that the connection string names. It connects when first used; close it when done. */
export function connect(connectionString: string, persistence: Persistence = 'brief'): ServiceBusClient {
  return new ServiceBusClient(connectionString, { retryOptions: retries[persistence] });
}

/**
 * Opens a link for sending and closes it again, so that a wrong key, a missing entity or a broker that is not there is
 * known within seconds, before patient work begins.
 *
 * @throws {@link MessagingFailure}
 */
export async function verifySending(connectionString: string, entity: string): Promise<void> {
  const client = connect(connectionString, 'brief');
  try {
    await client.createSender(entity).createMessageBatch();
  } catch (error) {
    throw explainFailure(error, { action: 'send to', entity });
  } finally {
    await client.close();
  }
}
