import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import { receiveExactly, receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { eventually, until } from '../harness/waiting.js';

const orders = { queues: { orders: { lockDuration: 'PT30S' } } } as const;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ body: index }));
const bodiesOf = (messages: readonly ServiceBusReceivedMessage[]) => messages.map(({ body }) => body as number);
const inAscendingOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('Receiving', () => {
  conform('returns as soon as some messages are there', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(3));

    const messages = await client.createReceiver(names.orders).receiveMessages(10, { maxWaitTimeInMs: 60_000 });

    expect(bodiesOf(messages)[0]).toBe(0);
  });

  conform('returns no more than it is asked for', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));
    const receiver = client.createReceiver(names.orders);

    expect(bodiesOf(await receiveExactly(receiver, 2))).toEqual([0, 1]);
    expect(bodiesOf(await receiveExactly(receiver, 3))).toEqual([2, 3, 4]);
  });

  conform('waits for a message that comes late', orders, async ({ client, names }) => {
    const receiving = client.createReceiver(names.orders).receiveMessages(1, { maxWaitTimeInMs: 30_000 });
    await until(new Date(Date.now() + 1000));

    await client.createSender(names.orders).sendMessages({ body: 'late' });

    expect(await receiving).toMatchObject([{ body: 'late' }]);
  });

  conform('returns nothing when nothing comes, and receives again', orders, async ({ client, names }) => {
    const receiver = client.createReceiver(names.orders);

    for (let round = 0; round < 3; round += 1)
      expect(await receiver.receiveMessages(5, { maxWaitTimeInMs: 500 })).toEqual([]);

    await client.createSender(names.orders).sendMessages({ body: 'a' });
    expect(await receiveOne(receiver)).toMatchObject({ body: 'a' });
  });

  conform('keeps nothing back for a receiver that has stopped waiting', orders, async ({ client, connect, names }) => {
    const gone = client.createReceiver(names.orders);
    expect(await gone.receiveMessages(5, { maxWaitTimeInMs: 500 })).toEqual([]);

    await client.createSender(names.orders).sendMessages({ body: 'a' });

    expect(await receiveOne(connect().createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  conform('receives and deletes', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));
    const receiver = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });

    const messages = await receiveExactly(receiver, 5);

    expect(bodiesOf(messages)).toEqual([0, 1, 2, 3, 4]);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  conform('deletes no more than a receiver takes', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));
    const receiver = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });

    await receiveExactly(receiver, 2);
    await receiver.close();

    expect(bodiesOf(await receiveExactly(client.createReceiver(names.orders), 3))).toEqual([2, 3, 4]);
  });

  conform('receives dead letters and deletes them', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const letters = client.createReceiver(names.orders, {
      subQueueType: 'deadLetter',
      receiveMode: 'receiveAndDelete',
    });

    expect(await receiveOne(letters)).toMatchObject({ body: 'a' });
    expect(await letters.peekMessages(1)).toEqual([]);
  });

  conform('gives each message to one of several receivers', orders, async ({ client, connect, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(60));
    const receivers = [client, connect(), connect()].map((each) => each.createReceiver(names.orders));

    const shares = await Promise.all(receivers.map((receiver) => receiveExactly(receiver, 20)));

    expect(inAscendingOrder(shares.flatMap(bodiesOf))).toEqual(numbered(60).map(({ body }) => body));
  });

  conform('receives more than one flow of credit', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(600));
    const receiver = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });

    const messages = await receiveExactly(receiver, 600);

    expect(bodiesOf(messages)).toEqual(numbered(600).map(({ body }) => body));
  });

  conform('refuses to receive twice at the same time on one receiver', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    await receiveOne(receiver);
    const first = receiver.receiveMessages(1, { maxWaitTimeInMs: 3000 });
    await until(new Date(Date.now() + 500));

    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 3000 })).rejects.toThrow(/already receiving messages/);
    expect(await first).toEqual([]);
  });

  conform('subscribes, and completes what is processed', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(20));
    const receiver = client.createReceiver(names.orders);
    const bodies: number[] = [];
    const errors: unknown[] = [];

    const subscription = receiver.subscribe({
      processMessage: async ({ body }) => void bodies.push(body),
      processError: async ({ error }) => void errors.push(error),
    });
    await eventually(async () => expect(await client.createReceiver(names.orders).peekMessages(1)).toEqual([]));
    await subscription.close();

    expect(bodies).toEqual(numbered(20).map(({ body }) => body));
    expect(errors).toEqual([]);
  });

  conform('subscribes for messages that come later', orders, async ({ client, names }) => {
    const bodies: string[] = [];
    const subscription = client.createReceiver(names.orders).subscribe({
      processMessage: async ({ body }) => void bodies.push(body),
      processError: async () => undefined,
    });
    const sender = client.createSender(names.orders);

    for (const body of ['a', 'b', 'c']) {
      await sender.sendMessages({ body });
      await eventually(() => expect(bodies).toContain(body));
    }

    await subscription.close();
    expect(bodies).toEqual(['a', 'b', 'c']);
  });

  conform('processes as many messages at once as it is told', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(20));
    let [current, highest, done] = [0, 0, 0];

    const subscription = client.createReceiver(names.orders).subscribe(
      {
        async processMessage() {
          current += 1;
          highest = Math.max(highest, current);
          await until(new Date(Date.now() + 300));
          current -= 1;
          done += 1;
        },
        processError: async () => undefined,
      },
      { maxConcurrentCalls: 5 },
    );
    await eventually(() => expect(done).toBe(20));
    await subscription.close();

    expect(highest).toBe(5);
  });

  conform('abandons what a handler fails on, and tells of it', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const deliveryCounts: (number | undefined)[] = [];
    const errors: unknown[] = [];

    const subscription = client.createReceiver(names.orders).subscribe({
      async processMessage({ deliveryCount }) {
        deliveryCounts.push(deliveryCount);
        if (deliveryCounts.length < 3) throw new Error('not today');
      },
      processError: async ({ error, errorSource }) => void errors.push([error.message, errorSource]),
    });
    await eventually(() => expect(deliveryCounts).toHaveLength(3));
    await subscription.close();

    expect(deliveryCounts).toEqual([0, 1, 2]);
    expect(errors).toEqual(Array(2).fill(['not today', 'processMessageCallback']));
  });

  conform('leaves what a handler settled alone', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const errors: unknown[] = [];
    let isProcessed = false;

    const subscription = receiver.subscribe({
      async processMessage(message) {
        await receiver.deadLetterMessage(message);
        isProcessed = true;
      },
      processError: async ({ error }) => void errors.push(error),
    });
    await eventually(() => expect(isProcessed).toBe(true));
    await subscription.close();

    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      body: 'a',
    });
    expect(errors).toEqual([]);
  });

  conform('settles what came before its subscription was closed', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    let received: ServiceBusReceivedMessage | undefined;
    const subscription = receiver.subscribe(
      {
        processMessage: async (message) => void (received = message),
        processError: async () => undefined,
      },
      { autoCompleteMessages: false },
    );
    await eventually(() => expect(received).toBeDefined());
    await subscription.close();

    await receiver.completeMessage(received as ServiceBusReceivedMessage);

    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  conform('takes no more once its subscription is closed', orders, async ({ client, names }) => {
    let count = 0;
    const sender = client.createSender(names.orders);
    const subscription = client.createReceiver(names.orders).subscribe({
      processMessage: async () => void (count += 1),
      processError: async () => undefined,
    });
    await sender.sendMessages({ body: 'a' });
    await eventually(() => expect(count).toBe(1));
    await subscription.close();

    await sender.sendMessages({ body: 'b' });

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'b' });
    expect(count).toBe(1);
  });

  conform('iterates over messages', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(5));
    const receiver = client.createReceiver(names.orders);
    const bodies: number[] = [];

    for await (const message of receiver.getMessageIterator()) {
      bodies.push(message.body);
      await receiver.completeMessage(message);
      if (bodies.length === 5) break;
    }

    expect(bodies).toEqual([0, 1, 2, 3, 4]);
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  conform('gives an abandoned message out before those behind it', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(3));
    const receiver = client.createReceiver(names.orders);

    await receiver.abandonMessage(await receiveOne(receiver));

    expect(bodiesOf(await receiveExactly(receiver, 3))).toEqual([0, 1, 2]);
  });

  conform('gives locked messages to nobody, whatever else is there', orders, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages(numbered(4));
    await receiveExactly(client.createReceiver(names.orders), 2);

    const rest = client.createReceiver(names.orders);

    expect(bodiesOf(await receiveExactly(rest, 2))).toEqual([2, 3]);
    expect(await receiveWhatIsThere(rest)).toEqual([]);
  });
});
