import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, startBroker, type Broker, type FaultDefinition } from '@ams/local-broker';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  peekDeadLetters,
  processingReceiverOptions,
  queueDeadLetters,
  runProcessor,
  UnprocessableMessageError,
  type ProcessingReceiver,
} from '../src/index.js';
import { testTopology } from '../src/testing/index.js';
import { doNotWaitForTimers, impatient } from './impatience.js';
import { numbered, silent } from './support.js';

const count = 1_000;
jest.setTimeout(60_000);

let dataDirectory: string;
let clock: ManualClock;
let broker: Broker;

const start = (port = 0) =>
  startBroker({
    topology: testTopology({ lockDuration: 'PT30S', maxDeliveryCount: 1_000 }),
    dataDirectory,
    clock,
    port,
  });

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'exactly-once-test-'));
  clock = new ManualClock(Date.now());
  broker = await start();
  await withClient((client) => client.createSender('orders').sendMessages(numbered(count)));
});

afterEach(async () => {
  await broker.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

async function withClient<Result>(action: (client: ServiceBusClient) => Promise<Result>): Promise<Result> {
  const client = new ServiceBusClient(broker.connectionString(), impatient);
  try {
    return await action(client);
  } finally {
    await client.close();
  }
}

doNotWaitForTimers();

/** Numbers from 0 to 1 that look random and are the same for the same seed ("mulberry32"). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A receiver that remembers how often each delivery was settled. */
function recording(real: ProcessingReceiver) {
  const settlements = new Map<ServiceBusReceivedMessage, number>();
  const settled = (message: ServiceBusReceivedMessage) => {
    settlements.set(message, (settlements.get(message) ?? 0) + 1);
  };
  const receiver: ProcessingReceiver = {
    entityPath: real.entityPath,
    isClosed: false,
    subscribe: (handlers, options) => real.subscribe(handlers, options),
    renewMessageLock: (message) => real.renewMessageLock(message),
    completeMessage: (message) => (settled(message), real.completeMessage(message)),
    abandonMessage: (message) => (settled(message), real.abandonMessage(message)),
    deadLetterMessage: (message, options) => (settled(message), real.deadLetterMessage(message, options)),
  };
  return { receiver, settlements };
}

const isDeadLetter = (index: number) => index % 7 === 3;

const indexOf = ({ messageId }: ServiceBusReceivedMessage) => Number(String(messageId).slice(1));

/** What goes wrong, told each time that a handler begins. */
interface Trouble {
  readonly come: () => void;
  readonly over: () => Promise<void>;
}

/** A fault, so many times in the course of the messages. */
function troubleBy(fault: FaultDefinition, times: number): Trouble {
  let handlings = 0;
  return {
    come: () => {
      handlings += 1;
      if (handlings < count && handlings % Math.floor(count / (times + 1)) === 0) broker.faults.add(fault);
    },
    over: () => Promise.resolve(broker.faults.clear()),
  };
}

/** The broker starts anew, once half of the messages have come. */
function troubleByRestart(): Trouble {
  let handlings = 0;
  let restarted = Promise.resolve();
  const startAgain = async (): Promise<void> => {
    await broker.close();
    broker = await start(broker.port);
  };
  return {
    come: () => {
      handlings += 1;
      if (handlings === count / 2) restarted = startAgain();
    },
    over: () => restarted,
  };
}

/** Processes until the broker has nothing left to give, while handlers fail by chance. */
async function processAmid(trouble: Trouble, client: ServiceBusClient, random: () => number) {
  const { receiver, settlements } = recording(client.createReceiver('orders', processingReceiverOptions));
  const stop = new AbortController();
  const handled = new Set<number>();
  // What a fault has left locked comes again in time.
  const time = setInterval(() => {
    clock.advance(1_000);
    if (broker.counts('orders').active === 0) stop.abort();
  }, 20);
  try {
    const counts = await runProcessor({
      receiver,
      signal: stop.signal,
      log: silent,
      concurrency: 50,
      stopDeadline: 100,
      handler: async (message) => {
        trouble.come();
        for (let turns = random() * 3; turns > 1; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        if (random() < 0.2) throw new Error('not now');
        handled.add(indexOf(message));
        if (isDeadLetter(indexOf(message))) throw new UnprocessableMessageError('Odd', `number ${indexOf(message)}`);
      },
    });
    return { counts, handled, settlements };
  } finally {
    clearInterval(time);
    await trouble.over();
  }
}

test.each([
  // Once: a connection that breaks while the client opens links silences the client for a minute.
  ['a connection that breaks under settlements', () => troubleBy({ kind: 'drop-connection', on: 'settle' }, 1)],
  ['a connection that breaks under deliveries', () => troubleBy({ kind: 'drop-connection', on: 'deliver' }, 1)],
  ['a link that is detached', () => troubleBy({ kind: 'detach-link', entity: 'orders' }, 1)],
  ['locks that run out early', () => troubleBy({ kind: 'lose-message-lock', entity: 'orders' }, 10)],
  [
    'locks that are lost at the last moment',
    () => troubleBy({ kind: 'lose-message-lock', on: 'settle', count: 5 }, 10),
  ],
  ['throttling', () => troubleBy({ kind: 'throttle', on: 'settle', count: 5 }, 10)],
  ['settlements that are refused', () => troubleBy({ kind: 'refuse', on: 'settle', count: 5 }, 10)],
  ['a restart of the broker', troubleByRestart],
])('amid %s each message ends once, as its handler said, and no delivery is settled twice', async (_, troubleOf) => {
  const { counts, handled, settlements } = await withClient((client) => processAmid(troubleOf(), client, randomOf(1)));

  const dead: Record<string, string> = {};
  await withClient(async (client) => {
    for await (const message of peekDeadLetters(queueDeadLetters(client, 'orders'))) {
      dead[String(message.messageId)] = `${message.deadLetterReason}: ${message.deadLetterErrorDescription}`;
    }
  });
  const expected: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    if (isDeadLetter(index)) expected[`m${index}`] = `Odd: number ${index}`;
  }
  expect(dead).toEqual(expected);
  expect(broker.counts('orders')).toMatchObject({ active: 0, deadLettered: Object.keys(expected).length });
  expect(handled.size).toBe(count);
  expect(counts.received).toBeGreaterThan(count);
  // What the broker has confirmed never comes again: no more can have been confirmed than there are.
  expect(counts.processed).toBeLessThanOrEqual(count - Object.keys(expected).length);
  expect(counts.deadLettered).toBeLessThanOrEqual(Object.keys(expected).length);
  expect([...settlements.values()].filter((times) => times > 1)).toEqual([]);
});
