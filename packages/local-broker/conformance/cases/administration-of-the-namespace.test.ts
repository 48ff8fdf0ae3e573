import { ServiceBusAdministrationClient } from '@azure/service-bus';

import { conform } from '../harness/conform.js';
import { newName } from '../harness/names.js';

const none = { capabilities: ['administration'] } as const;

describe('Administration of the namespace', () => {
  conform('tells of the namespace', none, async ({ administration }) => {
    const properties = await administration.getNamespaceProperties();

    expect(properties).toMatchObject({ createdAt: expect.any(Date), modifiedAt: expect.any(Date) });
    expect(['Standard', 'Premium']).toContain(properties.messagingSku);
  });

  conform('refuses a wrong key', none, async ({ connectionString }) => {
    const wrong = new ServiceBusAdministrationClient(
      connectionString.replace(/SharedAccessKey=[^;]+/, `SharedAccessKey=${'A'.repeat(43)}=`),
    );

    await expect(wrong.getNamespaceProperties()).rejects.toMatchObject({
      code: 'UnauthorizedRequestError',
      statusCode: 401,
    });
    await expect(wrong.createQueue(newName())).rejects.toMatchObject({ statusCode: 401 });
  });

  conform(
    'refuses a key that does not manage',
    {
      ...none,
      queues: { orders: { keys: { sender: ['Send'] } } },
    },
    async ({ connectionStringOf, names }) => {
      const sender = new ServiceBusAdministrationClient(connectionStringOf('orders', 'sender'));

      await expect(sender.getQueue(names.orders)).rejects.toMatchObject({ statusCode: 401 });
    },
  );

  conform('aborts', none, async ({ administration }) => {
    await expect(administration.getNamespaceProperties({ abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
