import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { eventually } from '../harness/waiting.js';

describe('Entities', () => {
  conform(
    'have names that are read without regard to case',
    {
      queues: { orders: {} },
      topics: { events: { subscriptions: { billing: {} } } },
    },
    async ({ client, names }) => {
      await client.createSender(names.orders.toUpperCase()).sendMessages({ body: 'a' });
      await client.createSender(names.events.toUpperCase()).sendMessages({ body: 'b' });

      expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'a' });
      expect(await receiveOne(client.createReceiver(names.events, 'BILLING'))).toMatchObject({ body: 'b' });
    },
  );

  conform(
    'can have slashes, dots, hyphens and underscores in their names',
    {
      queues: { 'a/b.c-d_e': {} },
      topics: { 't/x': { subscriptions: { 'a.b-c_d': {} } } },
    },
    async ({ client, names }) => {
      await client.createSender(names['a/b.c-d_e']).sendMessages({ body: 'a' });
      await client.createSender(names['t/x']).sendMessages({ body: 'b' });
      const receiver = client.createReceiver(names['a/b.c-d_e']);

      await receiver.deadLetterMessage(await receiveOne(receiver));

      const letters = client.createReceiver(names['a/b.c-d_e'], { subQueueType: 'deadLetter' });
      expect(await receiveOne(letters)).toMatchObject({ body: 'a' });
      expect(await receiveOne(client.createReceiver(names['t/x'], 'a.b-c_d'))).toMatchObject({ body: 'b' });
    },
  );

  for (const status of ['Disabled', 'SendDisabled', 'ReceiveDisabled'] as const) {
    conform(`that are ${status} refuse`, { queues: { orders: { status } } }, async ({ client, names }) => {
      const refused = { code: 'MessagingEntityDisabled' };
      if (status !== 'ReceiveDisabled')
        await expect(client.createSender(names.orders).sendMessages({ body: 'a' })).rejects.toMatchObject(refused);
      else await client.createSender(names.orders).sendMessages({ body: 'a' });
      if (status !== 'SendDisabled')
        await expect(client.createReceiver(names.orders).receiveMessages(1)).rejects.toMatchObject(refused);
    });
  }

  const changing = {
    capabilities: ['administration', 'run-time-entities'],
    queues: { orders: {} },
  } as const;

  conform('that are deleted turn their clients away', changing, async ({ administration, client, names }) => {
    const sender = client.createSender(names.orders);
    await sender.sendMessages({ body: 'a' });
    await administration.deleteQueue(names.orders);

    await expect(sender.sendMessages({ body: 'b' })).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
    await expect(client.createReceiver(names.orders).peekMessages(1)).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
  });

  conform('that are made again start empty', changing, async ({ administration, client, connect, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    await administration.deleteQueue(names.orders);
    await administration.createQueue(names.orders);

    const other = connect();
    expect(await other.createReceiver(names.orders).peekMessages(1)).toEqual([]);
    await other.createSender(names.orders).sendMessages({ body: 'b' });
    expect(await receiveOne(other.createReceiver(names.orders))).toMatchObject({ body: 'b' });
  });

  conform('tell a subscriber when they are deleted', changing, async ({ administration, client, names }) => {
    const codes: unknown[] = [];
    client.createReceiver(names.orders).subscribe({
      processMessage: async () => undefined,
      processError: async ({ error }) => void codes.push((error as { readonly code?: unknown }).code),
    });
    await eventually(() => administration.getQueue(names.orders));
    await administration.deleteQueue(names.orders);

    await eventually(() => expect(codes).toContain('MessagingEntityNotFound'), 60_000);
  });

  conform('obey a status that is changed', changing, async ({ administration, client, names }) => {
    const queue = await administration.getQueue(names.orders);
    await administration.updateQueue({ ...queue, status: 'SendDisabled' });

    await eventually(() =>
      expect(client.createSender(names.orders).sendMessages({ body: 'a' })).rejects.toMatchObject({
        code: 'MessagingEntityDisabled',
      }),
    );
    await administration.updateQueue({ ...queue, status: 'Active' });
    await eventually(() => client.createSender(names.orders).sendMessages({ body: 'a' }));
  });

  conform('obey a lock duration that is changed', changing, async ({ administration, client, names }) => {
    const queue = await administration.getQueue(names.orders);
    await administration.updateQueue({ ...queue, lockDuration: 'PT5M' });
    await client.createSender(names.orders).sendMessages({ body: 'a' });

    const { lockedUntilUtc } = await receiveOne(client.createReceiver(names.orders));

    expect((lockedUntilUtc?.getTime() ?? 0) - Date.now()).toBeGreaterThan(120_000);
  });

  for (const status of ['Disabled', 'ReceiveDisabled'] as const) {
    conform(
      `that are subscriptions and ${status} refuse receivers`,
      { topics: { events: { subscriptions: { billing: { status } } } } },
      async ({ client, names }) => {
        await client.createSender(names.events).sendMessages({ body: 'a' });

        await expect(client.createReceiver(names.events, 'billing').receiveMessages(1)).rejects.toMatchObject({
          code: 'MessagingEntityDisabled',
        });
      },
    );
  }

  conform(
    'have a sub-queue for what could not be transferred',
    { queues: { orders: {} } },
    async ({ client, names }) => {
      const letters = client.createReceiver(names.orders, { subQueueType: 'transferDeadLetter' });

      expect(await letters.receiveMessages(1, { maxWaitTimeInMs: 500 })).toEqual([]);
      expect(await letters.peekMessages(1)).toEqual([]);
    },
  );

  conform(
    'that are topics send nothing to a subscription made later',
    { capabilities: ['administration', 'run-time-entities'], topics: { events: { subscriptions: { early: {} } } } },
    async ({ administration, client, names }) => {
      const sender = client.createSender(names.events);
      await sender.sendMessages({ body: 'before' });
      await administration.createSubscription(names.events, 'late');
      await sender.sendMessages({ body: 'after' });

      expect(await receiveOne(client.createReceiver(names.events, 'late'))).toMatchObject({ body: 'after' });
      expect(await receiveOne(client.createReceiver(names.events, 'early'))).toMatchObject({ body: 'before' });
    },
  );
});
