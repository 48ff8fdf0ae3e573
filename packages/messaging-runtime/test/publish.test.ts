import { ServiceBusError, type ServiceBusMessage } from '@azure/service-bus';
import { connect, publish, PublishFailure, verifySending, MessagingFailure, type BatchSender } from '../src/index.js';
import type { Refusal } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, take } from './support.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const sender = () => system.client.createSender('orders');

test('sends every message once', async () => {
  const result = await publish(sender(), numbered(3_500));
  const ids = new Set((await take(system.client, 3_500)).map(({ messageId }) => messageId));
  expect({ result, distinct: ids.size, left: system.broker.counts('orders').active }).toEqual({
    result: { accepted: 3_500, refused: 0, interrupted: false },
    distinct: 3_500,
    left: 0,
  });
});

test('sends nothing when there is nothing', async () => {
  await expect(publish(sender(), [])).resolves.toEqual({ accepted: 0, refused: 0, interrupted: false });
});

test('tells its progress after each batch', async () => {
  const progress: number[] = [];
  await publish(sender(), numbered(250), {
    maxMessagesPerBatch: 100,
    maxBatchesInFlight: 1,
    onProgress: ({ accepted }) => progress.push(accepted),
  });
  expect(progress).toEqual([100, 200, 250]);
});

test('refuses a message that is too large for the link, and sends the others', async () => {
  const refusals: Refusal[] = [];
  const messages = numbered(5);
  messages[2] = { messageId: 'giant', body: 'x'.repeat(300 * 1024) };
  const result = await publish(sender(), messages, { onRefused: (refusal) => refusals.push(refusal) });
  const ids = (await take(system.client, 4)).map(({ messageId }) => messageId);
  expect(result).toEqual({ accepted: 4, refused: 1, interrupted: false });
  expect(ids.sort()).toEqual(['m0', 'm1', 'm3', 'm4']);
  expect(refusals).toMatchObject([
    { message: { messageId: 'giant' }, problem: expect.stringContaining('262144 bytes') },
  ]);
});

test('refuses a message that cannot be encoded, and sends the others', async () => {
  const messages = [...numbered(2), { messageId: 'x'.repeat(129), body: 1 }];
  await expect(publish(sender(), messages)).resolves.toMatchObject({ accepted: 2, refused: 1 });
});

test('fills batches up to what the link takes', async () => {
  const messages = Array.from({ length: 10 }, (_, index) => ({ messageId: `m${index}`, body: 'x'.repeat(60 * 1024) }));
  await expect(publish(sender(), messages)).resolves.toMatchObject({ accepted: 10, refused: 0 });
});

test('has no more batches under way than it may, and asks for no more messages meanwhile', async () => {
  const real = sender();
  let underWay = 0;
  let most = 0;
  const watched: BatchSender = {
    entityPath: real.entityPath,
    createMessageBatch: (options) => real.createMessageBatch(options),
    sendMessages: async (messages) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await real.sendMessages(messages);
      underWay -= 1;
    },
  };
  await publish(watched, numbered(1_000), { maxMessagesPerBatch: 10, maxBatchesInFlight: 3 });
  expect(most).toBe(3);
});

test('lets the client write a batch before it packs the next', async () => {
  const real = sender();
  const seen: string[] = [];
  const watched: BatchSender = {
    entityPath: real.entityPath,
    createMessageBatch: (options) => real.createMessageBatch(options),
    sendMessages: (messages) => {
      // As the client does, which hands its socket what there is when the turn of the event loop ends.
      process.nextTick(() => seen.push('write'));
      return real.sendMessages(messages);
    },
  };
  function* messages(): Generator<ServiceBusMessage> {
    for (const [index, message] of numbered(30).entries()) {
      if (index % 10 === 0) seen.push('pack');
      yield message;
    }
  }
  await publish(watched, messages(), { maxMessagesPerBatch: 10, maxBatchesInFlight: 8 });
  expect(seen).toEqual(['pack', 'write', 'pack', 'write', 'pack', 'write']);
});

test('sends what it has when it is stopped, and says so', async () => {
  const stop = new AbortController();
  function* messages(): Generator<ServiceBusMessage> {
    for (const message of numbered(1_000)) {
      if (message.messageId === 'm50') stop.abort();
      yield message;
    }
  }
  const result = await publish(sender(), messages(), { signal: stop.signal });
  expect(result).toEqual({ accepted: 51, refused: 0, interrupted: true });
  expect(system.broker.counts('orders').active).toBe(51);
});

test('halves a batch that the broker finds too large until the message at fault is alone', async () => {
  const real = sender();
  const sent: unknown[] = [];
  const picky: BatchSender = {
    entityPath: real.entityPath,
    createMessageBatch: (options) => real.createMessageBatch(options),
    sendMessages: async (messages) => {
      const alone = 'body' in messages ? messages : undefined;
      if (alone === undefined && !Array.isArray(messages))
        throw new ServiceBusError('too large', 'MessageSizeExceeded');
      const list = Array.isArray(messages) ? messages : [alone];
      if (list.some((message) => message !== undefined && 'messageId' in message && message.messageId === 'm5')) {
        throw new ServiceBusError('too large', 'MessageSizeExceeded');
      }
      sent.push(...list);
    },
  };
  const refused: unknown[] = [];
  const result = await publish(picky, numbered(8), { onRefused: ({ message }) => refused.push(message) });
  expect(result).toMatchObject({ accepted: 7, refused: 1 });
  expect(sent).toHaveLength(7);
  expect(refused).toMatchObject([{ messageId: 'm5' }]);
});

test('a key without the right to send ends it, before anything was accepted', async () => {
  const client = connect(system.broker.connectionString({ entityPath: 'orders', name: 'consumer' }));
  try {
    const error: unknown = await publish(client.createSender('orders'), numbered(3)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PublishFailure);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Cannot send to orders: .*[^)]$/),
      progress: { accepted: 0, refused: 0 },
    });
  } finally {
    await client.close();
  }
});

test('verifySending names a broker that is not there', async () => {
  const nowhere = system.broker.connectionString().replace(/localhost:\d+/, 'localhost:1');
  await expect(verifySending(nowhere, 'orders')).rejects.toThrow(MessagingFailure);
  await expect(verifySending(nowhere, 'orders')).rejects.toThrow(/is the broker running/);
});
