import { AzureNamedKeyCredential, AzureSASCredential } from '@azure/core-auth';
import { parseServiceBusConnectionString, ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';

import { receiveOne } from '../../test/helpers/receiving.js';
import { conform, target } from '../harness/conform.js';
import { signatureFor, withSignature } from '../harness/shared-access-signature.js';
import { clientOptionsOf } from '../harness/target.js';

const entities = { queues: { orders: {} }, topics: { events: { subscriptions: { billing: {} } } } } as const;
const overTls = { ...entities, capabilities: ['tls'] } as const;

const once = { retryOptions: { maxRetries: 0 } };

const hostOf = (connectionString: string): string =>
  new URL(parseServiceBusConnectionString(connectionString).endpoint).host;

/** Sends to the queue and receives from it with a client that is closed afterwards. */
async function use(client: ServiceBusClient, queue: string): Promise<void> {
  try {
    await client.createSender(queue).sendMessages({ body: 'a' });
    expect(await receiveOne(client.createReceiver(queue))).toMatchObject({ body: 'a' });
  } finally {
    await client.close();
  }
}

describe('Credentials', () => {
  conform('can be a token for the whole namespace', entities, async ({ connect, connectionString, names }) => {
    const client = connect(once, withSignature(connectionString, signatureFor(connectionString, '')));

    await use(client, names.orders);
  });

  conform('can be a token for one entity, and no other', entities, async ({ connect, connectionString, names }) => {
    const client = connect(once, withSignature(connectionString, signatureFor(connectionString, names.orders)));

    await expect(client.createSender(names.events).sendMessages({ body: 'a' })).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
    await use(client, names.orders);
  });

  conform('can be a token for a topic, to listen to its subscriptions', entities, async (setting) => {
    const { connect, connectionString, names } = setting;
    const client = connect(once, withSignature(connectionString, signatureFor(connectionString, names.events)));
    await client.createSender(names.events).sendMessages({ body: 'a' });

    expect(await receiveOne(client.createReceiver(names.events, 'billing'))).toMatchObject({ body: 'a' });
  });

  conform('that have expired are refused', entities, async ({ connect, connectionString, names }) => {
    const client = connect(once, withSignature(connectionString, signatureFor(connectionString, '', -60)));

    await expect(client.createSender(names.orders).sendMessages({ body: 'a' })).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
  });

  conform('can be a name and a key', overTls, async ({ connectionString, names }) => {
    const { sharedAccessKeyName = '', sharedAccessKey = '' } = parseServiceBusConnectionString(connectionString);
    const credential = new AzureNamedKeyCredential(sharedAccessKeyName, sharedAccessKey);

    await use(
      new ServiceBusClient(hostOf(connectionString), credential, clientOptionsOf(target.transport)),
      names.orders,
    );
  });

  conform('can be a token by itself', overTls, async ({ connectionString, names }) => {
    const credential = new AzureSASCredential(signatureFor(connectionString, ''));

    await use(
      new ServiceBusClient(hostOf(connectionString), credential, clientOptionsOf(target.transport)),
      names.orders,
    );
  });

  conform(
    'of administration can be a name and a key',
    {
      ...entities,
      capabilities: ['administration'],
    },
    async ({ connectionString, names }) => {
      const { sharedAccessKeyName = '', sharedAccessKey = '' } = parseServiceBusConnectionString(connectionString);
      const credential = new AzureNamedKeyCredential(sharedAccessKeyName, sharedAccessKey);

      const administration = new ServiceBusAdministrationClient(hostOf(connectionString), credential);

      expect(await administration.queueExists(names.orders)).toBe(true);
    },
  );
});
