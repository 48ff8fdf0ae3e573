import { RetryMode, ServiceBusClient, type RetryOptions } from '@azure/service-bus';
import { explainFailure } from './errors.js';

/**
 * The client's own retries: for what passes within two seconds. What takes longer is for whoever has work to go on with,
 * and a loop around it: publishing and processing do.
 */
const retryOptions: RetryOptions = {
  mode: RetryMode.Exponential,
  maxRetries: 2,
  retryDelayInMs: 500,
  maxRetryDelayInMs: 30_000,
  // A send whose connection broke at the wrong moment is noticed by the client only when this has passed.
  timeoutInMs: 15_000,
};

/** A client of the namespace that the connection string names. It connects when first used; close it when done. */
export function connect(connectionString: string): ServiceBusClient {
  return new ServiceBusClient(connectionString, { retryOptions });
}

/**
 * Opens a link for sending and closes it again, so that a wrong key, a missing entity or a broker that is not there is
 * known before anything is sent.
 *
 * @throws {@link MessagingFailure}
 */
export async function verifySending(connectionString: string, entity: string): Promise<void> {
  const client = connect(connectionString);
  try {
    await client.createSender(entity).createMessageBatch();
  } catch (error) {
    throw explainFailure(error, { action: 'send to', entity });
  } finally {
    await client.close();
  }
}
