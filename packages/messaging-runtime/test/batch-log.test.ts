import { ManualClock } from '@ams/local-broker';
import { pino } from 'pino';
import { processingReceiverOptions, runBatchProcessor, transactionalCompletion } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered } from './support.js';

let system: TestSystem;

afterEach(() => system.close());

/** Handles batches of 50 of 100 messages, the second of which has to wait. */
async function processTwoBatches(handler: Parameters<typeof runBatchProcessor>[0]['handler'], stop?: AbortController) {
  const { client } = system;
  const receiver = client.createReceiver('orders', processingReceiverOptions);
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
  await client.createSender('orders').sendMessages(numbered(100));
  const counts = await runBatchProcessor({
    receiver,
    log,
    signal: (stop ?? new AbortController()).signal,
    batchSize: 50,
    batchWait: 60_000,
    concurrency: 1,
    prefetch: 100,
    ...(stop === undefined ? { maxMessages: 100 } : {}),
    completeAndSend: transactionalCompletion({ client, receiver, log }),
    handler,
  });
  return { counts, lines };
}

test.each(['sends', 'sends nothing'])(
  'messages of a batch that %s, and those that wait, count as lost when their locks expire as it is told to stop',
  async (what) => {
    const clock = new ManualClock();
    system = await startTestSystem({ clock });
    const stop = new AbortController();
    const { counts, lines } = await processTwoBatches((_, context) => {
      if (what === 'sends') context.send({ entity: 'orders', message: { body: 'sum' } });
      clock.advance(600_000);
      stop.abort();
    }, stop);
    expect(counts).toMatchObject({ received: 100, processed: 0, abandoned: 0, lockLost: 100, unsettled: 0 });
    const told = lines.filter(({ msg }) => msg === 'messages not settled');
    expect(told.map(({ messages }) => Number(messages)).reduce((sum, count) => sum + count)).toBe(100);
    expect(told.length).toBeLessThan(5);
    expect(told[0]).toMatchObject({ firstMessageIds: [expect.any(String), expect.any(String), expect.any(String)] });
  },
);

test('a batch that cannot be completed with what it sends is told of once', async () => {
  system = await startTestSystem();
  let calls = 0;
  const { counts, lines } = await processTwoBatches((_, context) => {
    calls += 1;
    if (calls === 1) context.send({ entity: 'nowhere', message: { body: 'sum' } });
  });
  expect(counts).toMatchObject({ received: 150, processed: 100, abandoned: 50 });
  expect(lines).toMatchObject([
    { msg: 'not completed with what it sends', messages: 50, firstMessageIds: ['m0', 'm1', 'm2'] },
  ]);
});

test('a batch whose handler throws is told of once', async () => {
  system = await startTestSystem();
  let calls = 0;
  const { counts, lines } = await processTwoBatches(() => {
    calls += 1;
    if (calls === 1) throw new Error('no database');
  });
  expect(counts).toMatchObject({ received: 150, processed: 100, abandoned: 50 });
  expect(lines).toMatchObject([{ msg: 'messages abandoned', messages: 50, problem: 'no database' }]);
});
