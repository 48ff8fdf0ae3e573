import { ServiceBusClient, type ServiceBusReceiver } from 'azure-service-bus-beta';

import { receiveOne } from '../../test/helpers/receiving.js';
import { conform, target } from '../harness/conform.js';
import { clientOptionsOf } from '../harness/target.js';

const orders = { capabilities: ['batch-delete'], queues: { orders: {} } } as const;

const numbered = (count: number) => Array.from({ length: count }, (_, body) => ({ body }));

/** Runs with a receiver of the newer client, which can delete messages that it did not receive. */
async function withReceiver(
  connectionString: string,
  queue: string,
  run: (receiver: ServiceBusReceiver) => Promise<void>,
): Promise<void> {
  const client = new ServiceBusClient(connectionString, clientOptionsOf(target.transport));
  try {
    await run(client.createReceiver(queue));
  } finally {
    await client.close();
  }
}

describe('Batch delete', () => {
  conform('deletes the oldest messages, as many as it is told', orders, async ({ client, connectionString, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));

    await withReceiver(connectionString, names.orders, async (receiver) => {
      expect(await receiver.deleteMessages({ maxMessageCount: 2 })).toBe(2);
    });

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 2 });
  });

  conform('purges a queue', orders, async ({ client, connectionString, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(50));

    await withReceiver(connectionString, names.orders, async (receiver) => {
      expect(await receiver.purgeMessages()).toBe(50);
    });

    expect(await client.createReceiver(names.orders).peekMessages(1)).toEqual([]);
  });

  conform('leaves what was enqueued later', orders, async ({ client, connectionString, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(3));
    const beforeEnqueueTime = new Date(Date.now() - 600_000);

    await withReceiver(connectionString, names.orders, async (receiver) => {
      expect(await receiver.deleteMessages({ maxMessageCount: 10, beforeEnqueueTime })).toBe(0);
    });

    expect(await client.createReceiver(names.orders).peekMessages(5)).toHaveLength(3);
  });

  conform('finds nothing where there is nothing', orders, async ({ connectionString, names }) => {
    await withReceiver(connectionString, names.orders, async (receiver) => {
      expect(await receiver.deleteMessages({ maxMessageCount: 10 })).toBe(0);
    });
  });
});
