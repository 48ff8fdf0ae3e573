import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  processingReceiverOptions,
  runBatchProcessor,
  UnprocessableMessageError,
  type BatchProcessorOptions,
  type Outgoing,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, silent } from './support.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

type TestOptions = Pick<BatchProcessorOptions, 'handler'> & Partial<BatchProcessorOptions>;

function processorOf(options: TestOptions) {
  const receiver = system.client.createReceiver('orders', processingReceiverOptions);
  return runBatchProcessor({ receiver, signal: new AbortController().signal, log: silent, ...options });
}

const send = (count: number) => system.client.createSender('orders').sendMessages(numbered(count));

const indexOf = ({ messageId }: ServiceBusReceivedMessage) => Number(String(messageId).slice(1));

const isFirst = ({ deliveryCount }: ServiceBusReceivedMessage) => deliveryCount === 0;

/** Completes and sends one after the other, and remembers what was asked for. */
function completingAndSending(failure?: Error) {
  const receiver = system.client.createReceiver('orders');
  const asked: { readonly ids: readonly number[]; readonly sends: readonly Outgoing[] }[] = [];
  return {
    asked,
    completeAndSend: async (messages: readonly ServiceBusReceivedMessage[], sends: readonly Outgoing[]) => {
      asked.push({ ids: messages.map(indexOf), sends });
      if (failure !== undefined && asked.length === 1) throw failure;
      for (const message of messages) await receiver.completeMessage(message);
    },
  };
}

const total: Outgoing = { entity: 'parked', message: { body: 'total' } };

describe('batches', () => {
  test('are as large as they may be while there is a backlog', async () => {
    await send(500);
    const sizes: number[] = [];
    const counts = await processorOf({
      maxMessages: 500,
      batchSize: 50,
      batchWait: 60_000,
      handler: (messages) => void sizes.push(messages.length),
    });
    expect(sizes).toEqual(Array.from({ length: 10 }, () => 50));
    expect(counts).toMatchObject({ received: 500, processed: 500, retried: 0 });
  });

  test('are smaller when nothing more comes', async () => {
    await send(3);
    const counts = await processorOf({ stopWhenIdle: 300, batchSize: 50, batchWait: 1, handler: () => undefined });
    expect(counts).toMatchObject({ processed: 3 });
  });

  test('have no more messages than are wanted', async () => {
    await send(100);
    const counts = await processorOf({ maxMessages: 30, batchSize: 50, batchWait: 60_000, handler: () => undefined });
    expect(counts).toMatchObject({ received: 30, processed: 30 });
    expect(system.broker.counts('orders').active).toBe(70);
  });

  test('are handled as many at the same time as may be, and no more', async () => {
    await send(200);
    let running = 0;
    let most = 0;
    await processorOf({
      maxMessages: 200,
      batchSize: 10,
      concurrency: 3,
      handler: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    });
    expect(most).toBe(3);
  });
});

describe('outcomes', () => {
  test('each message that is reported ends as its error says, the others are completed', async () => {
    await send(100);
    const counts = await processorOf({
      maxMessages: 100,
      batchSize: 20,
      handler: (messages) => ({
        failed: messages.flatMap((message) => {
          if (indexOf(message) % 10 === 3) return { message, error: new UnprocessableMessageError('Odd', 'one') };
          return indexOf(message) % 10 === 7 && isFirst(message) ? { message, error: new Error('not now') } : [];
        }),
      }),
    });
    expect(counts).toMatchObject({ received: 110, processed: 90, deadLettered: 10, abandoned: 10, retried: 10 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 10 });
  });

  test('all of a batch come again when its handler throws', async () => {
    await send(20);
    let calls = 0;
    const counts = await processorOf({
      maxMessages: 20,
      batchSize: 20,
      batchWait: 60_000,
      handler: () => {
        calls += 1;
        if (calls === 1) throw new Error('not now');
      },
    });
    expect(counts).toMatchObject({ received: 40, processed: 20, abandoned: 20 });
  });

  test('all of a batch come again when its handler reports a message that it was not given', async () => {
    await send(2);
    let isSecond = false;
    const counts = await processorOf({
      maxMessages: 2,
      batchSize: 2,
      batchWait: 60_000,
      handler: ([message]) => {
        if (isSecond || message === undefined) return;
        isSecond = true;
        return { failed: [{ message: { ...message }, error: new Error('not now') }] };
      },
    });
    expect(counts).toMatchObject({ received: 4, processed: 2, abandoned: 2 });
  });
});

describe('what a batch sends', () => {
  test('is sent once, together with the completion of all of it', async () => {
    await send(20);
    const { asked, completeAndSend } = completingAndSending();
    const counts = await processorOf({
      maxMessages: 20,
      batchSize: 20,
      batchWait: 60_000,
      completeAndSend,
      handler: (_, context) => context.send(total),
    });
    expect(asked).toEqual([{ ids: Array.from({ length: 20 }, (_, index) => index), sends: [total] }]);
    expect(counts).toMatchObject({ received: 20, processed: 20 });
  });

  test('goes with those that were processed, and without those that were not', async () => {
    await send(4);
    const { asked, completeAndSend } = completingAndSending();
    await processorOf({
      maxMessages: 4,
      batchSize: 4,
      batchWait: 1,
      completeAndSend,
      handler: (messages, context) => {
        context.send(total);
        const failed = messages.filter((message) => indexOf(message) === 1 && isFirst(message));
        return { failed: failed.map((message) => ({ message, error: new Error('not now') })) };
      },
    });
    const first = asked[0];
    expect(first?.ids).not.toContain(1);
    expect(asked.flatMap(({ ids }) => ids).toSorted()).toEqual([0, 1, 2, 3]);
  });

  test('is not sent when nothing of it was processed', async () => {
    await send(2);
    const { asked, completeAndSend } = completingAndSending();
    await processorOf({
      maxMessages: 2,
      batchSize: 2,
      completeAndSend,
      handler: (messages, context) => {
        if (!messages.every(isFirst)) return;
        context.send(total);
        return { failed: messages.map((message) => ({ message, error: new Error('not now') })) };
      },
    });
    expect(asked).toEqual([]);
  });

  test('comes again with all of it when it could not be sent', async () => {
    await send(5);
    const { asked, completeAndSend } = completingAndSending(new Error('the topic is full'));
    const counts = await processorOf({
      maxMessages: 5,
      batchSize: 5,
      batchWait: 60_000,
      completeAndSend,
      handler: (_, context) => context.send(total),
    });
    const [, ...later] = asked;
    expect(later.flatMap(({ ids }) => ids).toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(counts).toMatchObject({ received: 10, processed: 5, abandoned: 5, unsettled: 0 });
  });
});

test('hands back what waits when it is stopped', async () => {
  await send(30);
  const stop = new AbortController();
  const counts = await processorOf({
    signal: stop.signal,
    batchSize: 10,
    concurrency: 1,
    handler: () => stop.abort(),
  });
  expect(counts).toMatchObject({ processed: 10, retried: 0 });
  expect(counts.released).toBe(counts.received - 10);
  expect(system.broker.counts('orders').active).toBe(20);
});
