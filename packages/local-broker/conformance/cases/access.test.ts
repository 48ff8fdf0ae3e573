import type { ServiceBusClient } from '@azure/service-bus';

import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

const orders = {
  queues: {
    orders: { keys: { sender: ['Send'], listener: ['Listen'], manager: ['Manage', 'Send', 'Listen'] } },
    others: {},
  },
} as const;

/** Whether a refusal is for good is not the client's to know: it would ask again. */
const once = { retryOptions: { maxRetries: 0 } };

const send = (client: ServiceBusClient, queue: string) => client.createSender(queue).sendMessages({ body: 'a' });
const receive = (client: ServiceBusClient, queue: string) =>
  client.createReceiver(queue).receiveMessages(1, { maxWaitTimeInMs: 1000 });
const peek = (client: ServiceBusClient, queue: string) => client.createReceiver(queue).peekMessages(1);

describe('Access', () => {
  conform('lets a key do what it may', orders, async ({ connect, connectionStringOf, names }) => {
    await send(connect(once, connectionStringOf('orders', 'sender')), names.orders);

    const listener = connect(once, connectionStringOf('orders', 'listener'));

    expect(await peek(listener, names.orders)).toMatchObject([{ body: 'a' }]);
    expect(await receiveOne(listener.createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  conform('lets a key that manages do everything', orders, async ({ connect, connectionStringOf, names }) => {
    const manager = connect(once, connectionStringOf('orders', 'manager'));

    await send(manager, names.orders);

    expect(await receiveOne(manager.createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  for (const [behaviour, key, attempt] of [
    ['refuses to send with a key that listens', 'listener', send],
    ['refuses to receive with a key that sends', 'sender', receive],
    ['refuses to peek with a key that sends', 'sender', peek],
  ] as const) {
    conform(behaviour, orders, async ({ connect, connectionStringOf, names }) => {
      const client = connect(once, connectionStringOf('orders', key));

      await expect(attempt(client, names.orders)).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    });
  }

  conform('refuses to schedule with a key that listens', orders, async ({ connect, connectionStringOf, names }) => {
    const sender = connect(once, connectionStringOf('orders', 'listener')).createSender(names.orders);

    await expect(sender.scheduleMessages({ body: 'a' }, new Date(Date.now() + 600_000))).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
  });

  conform('refuses a wrong key', orders, async ({ connect, connectionString, names }) => {
    const wrong = connectionString.replace(/SharedAccessKey=[^;]+/, `SharedAccessKey=${'A'.repeat(43)}=`);

    await expect(send(connect(once, wrong), names.orders)).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    await expect(receive(connect(once, wrong), names.orders)).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
  });

  conform('refuses the name of a key that is not there', orders, async ({ connect, connectionString, names }) => {
    const wrong = connectionString.replace(/SharedAccessKeyName=[^;]+/, 'SharedAccessKeyName=nobody');

    await expect(send(connect(once, wrong), names.orders)).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
  });

  conform('refuses the key of another entity', orders, async ({ connect, connectionStringOf, names }) => {
    const elsewhere = connectionStringOf('orders', 'manager').replace(/;EntityPath=[^;]*/, '');

    await expect(send(connect(once, elsewhere), names.others)).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
  });

  conform(
    "lets a topic's key listen to its subscriptions",
    {
      topics: { events: { keys: { listener: ['Listen'] }, subscriptions: { billing: {} } } },
    },
    async ({ client, connect, connectionStringOf, names }) => {
      await send(client, names.events);

      const listener = connect(once, connectionStringOf('events', 'listener'));

      expect(await receiveOne(listener.createReceiver(names.events, 'billing'))).toMatchObject({ body: 'a' });
    },
  );
});
