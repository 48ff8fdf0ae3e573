import { isServiceBusError, type ServiceBusClient } from '@azure/service-bus';
import Long from 'long';

import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

const none = { topics: { events: { subscriptions: { billing: {} } } } } as const;
const orders = { queues: { orders: {} } } as const;

const missing = 'no-such-queue';

/** Everything that a client can try on a queue. */
const attempts: readonly (readonly [string, (client: ServiceBusClient) => Promise<unknown>])[] = [
  ['sends', (client) => client.createSender(missing).sendMessages({ body: 'a' })],
  ['makes a batch', (client) => client.createSender(missing).createMessageBatch()],
  ['schedules', (client) => client.createSender(missing).scheduleMessages({ body: 'a' }, new Date())],
  ['cancels', (client) => client.createSender(missing).cancelScheduledMessages(Long.ONE)],
  ['receives', (client) => client.createReceiver(missing).receiveMessages(1)],
  [
    'receives dead letters',
    (client) => client.createReceiver(missing, { subQueueType: 'deadLetter' }).receiveMessages(1),
  ],
  ['peeks', (client) => client.createReceiver(missing).peekMessages(1)],
  ['fetches deferred messages', (client) => client.createReceiver(missing).receiveDeferredMessages(Long.ONE)],
  [
    'iterates',
    async (client) => {
      for await (const message of client.createReceiver(missing).getMessageIterator()) return message;
      return undefined;
    },
  ],
];

describe('Errors', () => {
  for (const [what, attempt] of attempts) {
    conform(`says MessagingEntityNotFound when a client ${what} where nothing is`, none, async ({ client }) => {
      const error = await attempt(client).catch((reason: unknown) => reason);

      expect(isServiceBusError(error) && error.code).toBe('MessagingEntityNotFound');
      expect(String((error as Error).message)).toMatch(/The messaging entity .* could not be found/);
    });
  }

  conform('names a missing queue with its address', none, async ({ client }) => {
    const address = `sb://${client.fullyQualifiedNamespace}/${missing}`;

    await expect(client.createSender(missing).sendMessages({ body: 'a' })).rejects.toThrow(
      `The messaging entity '${address}' could not be found.`,
    );
  });

  conform('says so to a subscriber', none, async ({ client }) => {
    const error = await new Promise<unknown>((resolve) => {
      client.createReceiver(missing).subscribe({
        processMessage: async () => undefined,
        processError: async ({ error: reason }) => resolve(reason),
      });
    });

    expect(error).toMatchObject({ code: 'MessagingEntityNotFound' });
  });

  conform('tells of a subscription that a topic does not have', none, async ({ client, names }) => {
    await expect(client.createReceiver(names.events, 'nobody').receiveMessages(1)).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: expect.stringMatching(/The messaging entity .* could not be found/),
    });
  });

  conform('works on elsewhere on the same connection', orders, async ({ client, names }) => {
    await expect(client.createSender(missing).sendMessages({ body: 'a' })).rejects.toThrow();
    await expect(client.createReceiver(missing).peekMessages(1)).rejects.toThrow();

    await client.createSender(names.orders).sendMessages({ body: 'a' });

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  conform('refuses a session of a queue that has none', orders, async ({ client, names }) => {
    await expect(client.acceptSession(names.orders, 's-1')).rejects.toMatchObject({ name: 'ServiceBusError' });
  });

  conform('refuses to receive from a topic itself', none, async ({ client, names }) => {
    await expect(client.createReceiver(names.events).receiveMessages(1)).rejects.toMatchObject({
      name: 'ServiceBusError',
    });
  });

  conform('refuses to send to a subscription', none, async ({ client, names }) => {
    const sender = client.createSender(`${names.events}/Subscriptions/billing`);

    await expect(sender.sendMessages({ body: 'a' })).rejects.toMatchObject({ name: 'ServiceBusError' });
  });

  conform('refuses arguments that make no sense, without asking', orders, async ({ client, names }) => {
    const receiver = client.createReceiver(names.orders);
    const sender = client.createSender(names.orders);

    await expect(receiver.receiveMessages(undefined as never)).rejects.toThrow(TypeError);
    await expect(receiver.peekMessages('three' as never)).rejects.toThrow(TypeError);
    await expect(receiver.receiveDeferredMessages('three' as never)).rejects.toThrow(TypeError);
    await expect(sender.sendMessages('text' as never)).rejects.toThrow(TypeError);
    await expect(sender.sendMessages({ body: 1, messageId: 'x'.repeat(200) })).rejects.toThrow(/128/);
  });
});
