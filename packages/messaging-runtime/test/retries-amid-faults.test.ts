import { ManualClock, type FaultDefinition } from '@ams/local-broker';
import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import {
  connect,
  originalMessageIdOf,
  peekDeadLetters,
  processingReceiverOptions,
  queueDeadLetters,
  recoverability,
  runProcessor,
  sendThenComplete,
  transactionalCompletion,
  type CompleteAndSend,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { doNotWaitForTimers, impatient } from './impatience.js';
import { numbered, silent } from './support.js';

const count = 200;
jest.setTimeout(60_000);
doNotWaitForTimers();

let system: TestSystem;
let clock: ManualClock;
let client: ServiceBusClient;

/**
 * Gives up soon where a connection breaks, which leaves questions unanswered; not where links are detached, since a client
 * that gives up on one link while it opens the next closes that one, too.
 */
const clientFor = ({ kind }: FaultDefinition): ServiceBusClient =>
  kind === 'detach-link'
    ? connect(system.broker.connectionString())
    : new ServiceBusClient(system.broker.connectionString(), impatient);

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, orders: { lockDuration: 'PT30S', maxDeliveryCount: 1_000 } });
  await system.client.createSender('orders').sendMessages(numbered(count));
});

afterEach(async () => {
  await client.close();
  await system.close();
});

const indexOf = (message: ServiceBusReceivedMessage) => Number(originalMessageIdOf(message)?.slice(1));
const failsAlways = (index: number) => index % 5 === 1;
const failsAtFirst = (index: number) => index % 5 === 0;
/** So often handlers fail before the first copy comes: until then the client opens links. */
const firstFailures = (count / 5) * 2 * 2;
const all = Array.from({ length: count }, (_, index) => index);

/** Processes until the broker has nothing left to give, and makes trouble meanwhile, so many times. */
async function processAmid(
  fault: FaultDefinition,
  times: number,
  completeAndSend: CompleteAndSend,
  receiver: ServiceBusReceiver,
) {
  const stop = new AbortController();
  const succeeded = new Set<number>();
  const failed = new Set<number>();
  let failures = 0;
  const recovery = recoverability({
    app: 'test',
    log: silent,
    retryTo: { entity: 'orders' },
    immediateRetries: 1,
    delayedRetries: { count: 2 },
    now: () => clock.now(),
  });
  const fail = (index: number): never => {
    failed.add(index);
    failures += 1;
    const fromThenOn = failures - firstFailures;
    if (fromThenOn > 0 && fromThenOn % 20 === 0 && fromThenOn <= 20 * times) system.broker.faults.add(fault);
    throw new TypeError('not now');
  };
  // What a fault has left locked comes again in time, and so does what was put off.
  const time = setInterval(() => {
    clock.advance(1_000);
    const { active, scheduled } = system.broker.counts('orders');
    if (active + scheduled === 0) stop.abort();
  }, 20);
  try {
    const counts = await runProcessor({
      receiver,
      signal: stop.signal,
      log: silent,
      concurrency: 20,
      stopDeadline: 100,
      onFailure: recovery.onFailure,
      completeAndSend: recovery.completeAndSend(completeAndSend),
      handler: recovery.handler((message) => {
        const index = indexOf(message);
        if (failsAlways(index)) fail(index);
        if (failsAtFirst(index) && message.applicationProperties?.['retry_attempt'] === undefined) fail(index);
        succeeded.add(index);
      }),
    });
    return { counts, succeeded, failed };
  } finally {
    clearInterval(time);
    system.broker.faults.clear();
  }
}

/** Original message ids of dead letters, each as often as it is there. */
async function deadIndexes(): Promise<number[]> {
  const dead: number[] = [];
  for await (const message of peekDeadLetters(queueDeadLetters(system.client, 'orders'))) dead.push(indexOf(message));
  return dead.toSorted((one, other) => one - other);
}

const faults: readonly [string, FaultDefinition, number][] = [
  // Once: one that breaks while the client opens links silences the client for a minute.
  ['a connection that breaks as a copy is sent', { kind: 'drop-connection', on: 'send' }, 1],
  ['a connection that breaks under settlements', { kind: 'drop-connection', on: 'settle' }, 1],
  ['links that are detached as a copy is sent', { kind: 'detach-link', on: 'send', entity: 'orders' }, 5],
  ['copies that are refused', { kind: 'refuse', on: 'send', entity: 'orders' }, 5],
  ['locks that are lost at the last moment', { kind: 'lose-message-lock', on: 'settle', entity: 'orders' }, 5],
  ['throttling', { kind: 'throttle', on: 'send', entity: 'orders' }, 5],
];

test.each(faults)('amid %s each retry is there once, where there are transactions', async (_, fault, times) => {
  client = clientFor(fault);
  const receiver = client.createReceiver('orders', processingReceiverOptions);
  const completion = transactionalCompletion({ client, receiver, log: silent });
  const { counts, succeeded, failed } = await processAmid(fault, times, completion, receiver);

  expect(await deadIndexes()).toEqual(all.filter(failsAlways));
  expect([...succeeded].toSorted((one, other) => one - other)).toEqual(all.filter((index) => !failsAlways(index)));
  expect(failed.size).toBe(all.filter((index) => failsAlways(index) || failsAtFirst(index)).length);
  // What the broker has confirmed is over: no more can have been confirmed than there is.
  expect(counts.processed).toBeLessThanOrEqual(succeeded.size);
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 0 });
});

test.each(faults)('amid %s no message is lost, where there are none', async (_, fault, times) => {
  client = clientFor(fault);
  const receiver = client.createReceiver('orders', processingReceiverOptions);
  const { succeeded } = await processAmid(fault, times, sendThenComplete(client, receiver), receiver);

  expect(new Set(await deadIndexes())).toEqual(new Set(all.filter(failsAlways)));
  expect([...succeeded].toSorted((one, other) => one - other)).toEqual(all.filter((index) => !failsAlways(index)));
});
