import type { ServiceBusClient } from '@azure/service-bus';

import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { until } from '../harness/waiting.js';

const orders = { queues: { orders: { lockDuration: 'PT30S' } } } as const;

type Attempt = (client: ServiceBusClient, queue: string, abortSignal: AbortSignal) => Promise<unknown>;

const attempts: readonly (readonly [string, Attempt])[] = [
  ['sending', (client, queue, abortSignal) => client.createSender(queue).sendMessages({ body: 'a' }, { abortSignal })],
  ['making a batch', (client, queue, abortSignal) => client.createSender(queue).createMessageBatch({ abortSignal })],
  [
    'scheduling',
    (client, queue, abortSignal) =>
      client.createSender(queue).scheduleMessages({ body: 'a' }, new Date(), { abortSignal }),
  ],
  ['receiving', (client, queue, abortSignal) => client.createReceiver(queue).receiveMessages(1, { abortSignal })],
  ['peeking', (client, queue, abortSignal) => client.createReceiver(queue).peekMessages(1, { abortSignal })],
];

describe('Aborting and closing', () => {
  for (const [what, attempt] of attempts) {
    conform(`aborts ${what} before it begins`, orders, async ({ client, names }) => {
      await expect(attempt(client, names.orders, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      expect(await client.createReceiver(names.orders).peekMessages(1)).toEqual([]);
    });
  }

  conform('aborts waiting for messages, and receives again', orders, async ({ client, names }) => {
    const abort = new AbortController();
    const receiver = client.createReceiver(names.orders);
    await client.createSender(names.orders).sendMessages({ body: 'first' });
    await receiveOne(receiver);
    const waiting = receiver.receiveMessages(1, { maxWaitTimeInMs: 60_000, abortSignal: abort.signal });
    setTimeout(() => abort.abort(), 500);

    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    const again = receiveOne(receiver);
    // What comes while nobody receives goes to the link all the same, whose credit the client does not take back.
    await until(new Date(Date.now() + 500));
    await client.createSender(names.orders).sendMessages({ body: 'a' });

    expect(await again).toMatchObject({ body: 'a' });
  });

  conform('a closed sender refuses to send', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders);
    await sender.sendMessages({ body: 'a' });
    await sender.close();

    expect(sender.isClosed).toBe(true);
    await expect(sender.sendMessages({ body: 'b' })).rejects.toThrow(/has been closed/);
  });

  conform('a closed receiver refuses to receive, and another goes on', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.close();

    expect(receiver.isClosed).toBe(true);
    await expect(receiver.receiveMessages(1)).rejects.toThrow(/has been closed/);
    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  conform('closing a receiver ends its waiting', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiveOne(receiver);
    const waiting = receiver.receiveMessages(1, { maxWaitTimeInMs: 60_000 });
    await until(new Date(Date.now() + 500));

    await receiver.close();

    expect(await waiting).toEqual([]);
  });

  conform('a closed client refuses everything, and closes again', orders, async ({ connect, names }) => {
    const client = connect();
    const sender = client.createSender(names.orders);
    await sender.sendMessages({ body: 'a' });
    await client.close();
    await client.close();

    await expect(sender.sendMessages({ body: 'b' })).rejects.toThrow(/closed/);
    expect(() => client.createSender(names.orders)).toThrow(/closed/);
  });

  conform('a client that was never used can be closed', orders, async ({ connect }) => {
    await connect().close();
  });

  conform('senders and receivers come and go on one connection', orders, async ({ client, names }) => {
    for (let round = 0; round < 20; round += 1) {
      const [sender, receiver] = [client.createSender(names.orders), client.createReceiver(names.orders)];
      await sender.sendMessages({ body: round });
      const message = await receiveOne(receiver);
      expect(message.body).toBe(round);
      await receiver.completeMessage(message);
      await Promise.all([sender.close(), receiver.close()]);
    }
  });

  conform('has the identifiers that the client gave', orders, async ({ client, names }) => {
    const sender = client.createSender(names.orders, { identifier: 'sender-1' });
    const receiver = client.createReceiver(names.orders, { identifier: 'receiver-1' });
    await sender.sendMessages({ body: 'a' });

    expect(await receiveOne(receiver)).toMatchObject({ body: 'a' });
    expect([sender.identifier, receiver.identifier]).toEqual(['sender-1', 'receiver-1']);
  });
});
