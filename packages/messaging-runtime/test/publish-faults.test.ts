import type { FaultDefinition } from '@ams/local-broker';
import { ServiceBusClient } from '@azure/service-bus';
import { publish } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, take } from './support.js';

let system: TestSystem;
let client: ServiceBusClient;

beforeEach(async () => {
  system = await startTestSystem({ orders: { requiresDuplicateDetection: true } });
  // Tries again soon, and notices soon that an answer does not come.
  const retryOptions = { maxRetries: 1, retryDelayInMs: 1, maxRetryDelayInMs: 1, timeoutInMs: 1_000 };
  client = new ServiceBusClient(system.broker.connectionString(), { retryOptions });
});

afterEach(async () => {
  await client.close();
  await system.close();
});

/** Sends a thousand while something goes wrong, and expects that it did, and that each message is there once. */
async function expectEachOnce(fault: FaultDefinition): Promise<void> {
  system.broker.faults.add(fault);
  const result = await publish(client.createSender('orders'), numbered(1_000), { maxMessagesPerBatch: 100 });
  const hits = system.broker.faults.list().map((report) => report.hits);
  const ids = (await take(system.client, 1_000)).map(({ messageId }) => messageId);
  expect({ result, hits, distinct: new Set(ids).size, left: system.broker.counts('orders').active }).toEqual({
    result: { accepted: 1_000, refused: 0, interrupted: false },
    hits: [fault.count],
    distinct: 1_000,
    left: 0,
  });
}

test.each(['throttle', 'drop-connection', 'detach-link'] as const)(
  'each message is there once though batches meet %s',
  (kind) => expectEachOnce({ kind, entity: 'orders', on: 'send', count: 3 }),
  30_000,
);

test(
  'each message is there once though the broker took batches and its answer was lost',
  () => expectEachOnce({ kind: 'drop-connection', entity: 'orders', on: 'accept', count: 2 }),
  30_000,
);

test(
  'each message is there once though the sender was told that accepted batches failed',
  () => expectEachOnce({ kind: 'refuse', entity: 'orders', on: 'accept', count: 3 }),
  30_000,
);
