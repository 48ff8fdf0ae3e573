import {
  RetryMode,
  ServiceBusClient,
  type RetryOptions,
  type ServiceBusClientOptions,
  type TokenCredential,
} from '@azure/service-bus';
import { leaveClosedConnections, preparingConnections, sendAtOnce } from './client-connections.js';
import { explainFailure } from './errors.js';
import { processCredential } from './identity.js';
import { failLostRequests } from './lost-requests.js';

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

/** How a namespace lets one in: by the key in a connection string, or by an identity of Entra ID, without any secret. */
export type Access =
  | { readonly connectionString: string }
  | {
      /** `my-bus.servicebus.windows.net` */
      readonly hostname: string;
      /** Default: `DefaultAzureCredential`, one for the whole process. */
      readonly credential?: TokenCredential | undefined;
    };

/** AMQP through a WebSocket, for networks that let nothing but HTTPS out. */
export type ConnectOptions = Pick<ServiceBusClientOptions, 'webSocketOptions'>;

/**
 * The access that a stack's outputs give: by the connection string where they have it, else by identity.
 *
 * @param key of the connection string, as `loadStackOutputs` of `@ams/stack-outputs` takes it under `access`
 */
export function accessOf<const Key extends string>(
  outputs: Readonly<Partial<Record<Key | 'namespaceHostname', string>>>,
  key: Key,
): Access {
  const { [key]: connectionString, namespaceHostname: hostname } = outputs;
  if (connectionString !== undefined) return { connectionString };
  if (hostname !== undefined) return { hostname };
  throw new TypeError(`There is no access without ${key} or namespaceHostname. Load one of them with the outputs.`);
}

/**
 * A client of the namespace. It connects when first used; close it when done.
 *
 * @param access a connection string, or {@link Access}
 */
export function connect(access: string | Access, { webSocketOptions }: ConnectOptions = {}): ServiceBusClient {
  const options = { retryOptions, ...(webSocketOptions === undefined ? {} : { webSocketOptions }) };
  return preparingConnections(newClient(access, options), (context) => {
    failLostRequests(context);
    leaveClosedConnections(context);
    sendAtOnce(context);
  });
}

function newClient(access: string | Access, options: ServiceBusClientOptions): ServiceBusClient {
  if (typeof access === 'string') return new ServiceBusClient(access, options);
  return 'connectionString' in access
    ? new ServiceBusClient(access.connectionString, options)
    : new ServiceBusClient(access.hostname, access.credential ?? processCredential(), options);
}

/**
 * Opens a link for sending and closes it again, so that a wrong key, a missing entity or a broker that is not there is
 * known before anything is sent.
 *
 * @throws {@link MessagingFailure}
 */
export async function verifySending(access: string | Access, entity: string): Promise<void> {
  const client = connect(access);
  try {
    await client.createSender(entity).createMessageBatch();
  } catch (error) {
    throw explainFailure(error, { action: 'send to', entity });
  } finally {
    await client.close();
  }
}
