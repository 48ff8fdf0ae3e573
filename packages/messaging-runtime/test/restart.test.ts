import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker, type Broker } from '@ams/local-broker';
import { ServiceBusClient } from '@azure/service-bus';
import {
  connect,
  processingReceiverOptions,
  publish,
  runProcessor,
  type BatchSender,
  type ProcessingReceiver,
} from '../src/index.js';
import { testTopology } from '../src/testing/index.js';
import { numbered, signalOnce, silent, take } from './support.js';

let dataDirectory: string;
let broker: Broker;
let client: ServiceBusClient;

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'restart-test-'));
  broker = await startBroker({ topology: testTopology(), dataDirectory });
  client = connect(broker.connectionString());
});

afterEach(async () => {
  await client.close();
  await broker.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** Where it was, with what it held. */
async function startAgain(): Promise<void> {
  broker = await startBroker({ topology: testTopology(), dataDirectory, port: broker.port });
}

/** Time for the client to read that the connection has ended; a send before that is noticed only as it times out. */
async function severalTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('publishing waits for a broker that is away, and loses nothing', async () => {
  const real = client.createSender('orders');
  let batches = 0;
  const sender: BatchSender = {
    entityPath: real.entityPath,
    createMessageBatch: (options) => real.createMessageBatch(options),
    sendMessages: async (messages) => {
      batches += 1;
      if (batches === 5) {
        await broker.close();
        await severalTurns();
      }
      await real.sendMessages(messages);
    },
  };
  let retries = 0;
  const result = await publish(sender, numbered(1_000), {
    maxMessagesPerBatch: 100,
    maxBatchesInFlight: 1,
    onRetry: () => {
      retries += 1;
      if (retries === 1) void startAgain();
    },
  });
  const ids = new Set((await take(client, 1_000)).map(({ messageId }) => messageId));
  expect({ result, distinct: ids.size, waited: retries > 0 }).toEqual({
    result: { accepted: 1_000, refused: 0, interrupted: false },
    distinct: 1_000,
    waited: true,
  });
}, 30_000);

test('where duplicates are detected, each message is there once though the broker restarts amid several batches', async () => {
  const unique = {
    topology: testTopology({ requiresDuplicateDetection: true }),
    dataDirectory: join(dataDirectory, 'unique'),
  };
  await broker.close();
  broker = await startBroker(unique);
  const { port } = broker;
  // Notices soon that an answer does not come.
  const retryOptions = { maxRetries: 1, retryDelayInMs: 1, maxRetryDelayInMs: 1, timeoutInMs: 1_000 };
  const impatient = new ServiceBusClient(broker.connectionString(), { retryOptions });
  let restarting: Promise<void> | undefined;
  const restart = async () => {
    await broker.close();
    broker = await startBroker({ ...unique, port });
  };
  const send = () =>
    publish(impatient.createSender('orders'), numbered(2_000), {
      maxMessagesPerBatch: 100,
      onAccepted: () => {
        restarting ??= restart();
      },
    });
  try {
    await expect(send()).resolves.toEqual({ accepted: 2_000, refused: 0, interrupted: false });
    await restarting;
    expect(broker.counts('orders').active).toBe(2_000);
    await send();
    expect(broker.counts('orders').active).toBe(2_000);
  } finally {
    await impatient.close();
  }
}, 60_000);

test('processing goes on with a broker that restarted', async () => {
  const stop = new AbortController();
  const completed = [signalOnce(), signalOnce()] as const;
  let count = 0;
  const real = client.createReceiver('orders', processingReceiverOptions);
  const receiver: ProcessingReceiver = {
    entityPath: real.entityPath,
    isClosed: false,
    subscribe: (handlers, options) => real.subscribe(handlers, options),
    abandonMessage: (message) => real.abandonMessage(message),
    deadLetterMessage: (message, options) => real.deadLetterMessage(message, options),
    renewMessageLock: (message) => real.renewMessageLock(message),
    completeMessage: async (message) => {
      await real.completeMessage(message);
      completed[count === 0 ? 0 : 1].happen();
      count += 1;
    },
  };
  const [first, second] = numbered(2);
  if (first === undefined || second === undefined) throw new Error('two messages expected');
  await client.createSender('orders').sendMessages(first);
  const processing = runProcessor({ receiver, signal: stop.signal, log: silent, handler: () => undefined });
  await completed[0].happened;
  await broker.close();
  await startAgain();
  const other = connect(broker.connectionString());
  await other.createSender('orders').sendMessages(second);
  await other.close();
  await completed[1].happened;
  stop.abort();
  await expect(processing).resolves.toMatchObject({ processed: 2, unsettled: 0, lockLost: 0 });
}, 30_000);
