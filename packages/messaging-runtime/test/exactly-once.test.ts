import { ManualClock, type FaultDefinition } from '@ams/local-broker';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  peekDeadLetters,
  processingReceiverOptions,
  queueDeadLetters,
  runProcessor,
  UnprocessableMessageError,
  type ProcessingReceiver,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, silent } from './support.js';

const count = 1_000;
jest.setTimeout(60_000);

let system: TestSystem;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, orders: { lockDuration: 'PT30S', maxDeliveryCount: 1_000 } });
  await system.client.createSender('orders').sendMessages(numbered(count));
});

afterEach(() => system.close());

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

const faults: readonly FaultDefinition[] = [
  { kind: 'drop-connection', on: 'settle', entity: 'orders' },
  { kind: 'drop-connection', on: 'deliver', entity: 'orders' },
  { kind: 'detach-link', entity: 'orders' },
  { kind: 'lose-message-lock', on: 'settle', entity: 'orders', count: 5 },
  { kind: 'lose-message-lock', entity: 'orders', count: 5 },
  { kind: 'throttle', on: 'settle', entity: 'orders', count: 3 },
  { kind: 'refuse', on: 'settle', entity: 'orders', count: 3 },
];

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

/** Gives up soon what the broker does not answer, for a test that has it fall silent all the time. */
const impatient = { maxRetries: 1, retryDelayInMs: 50, timeoutInMs: 1_000 };

const isDeadLetter = (index: number) => index % 7 === 3;

const indexOf = ({ messageId }: ServiceBusReceivedMessage) => Number(String(messageId).slice(1));

/** Processes until the broker has nothing left to give, while faults happen and handlers fail by chance. */
async function processAmidFaults(random: () => number) {
  const client = new ServiceBusClient(system.broker.connectionString(), { retryOptions: impatient });
  const { receiver, settlements } = recording(client.createReceiver('orders', processingReceiverOptions));
  const stop = new AbortController();
  const handled = new Set<number>();
  // What a fault has left locked comes again in time.
  const time = setInterval(() => {
    clock.advance(1_000);
    if (system.broker.counts('orders').active === 0) stop.abort();
  }, 20);
  try {
    const counts = await runProcessor({
      receiver,
      signal: stop.signal,
      log: silent,
      concurrency: 50,
      stopDeadline: 100,
      handler: async (message) => {
        if (random() < 0.01) {
          const fault = faults[Math.floor(random() * faults.length)];
          if (fault !== undefined) system.broker.faults.add(fault);
        }
        for (let turns = random() * 3; turns > 1; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        if (random() < 0.2) throw new Error('not now');
        handled.add(indexOf(message));
        if (isDeadLetter(indexOf(message))) throw new UnprocessableMessageError('Odd', `number ${indexOf(message)}`);
      },
    });
    return { counts, handled, settlements };
  } finally {
    clearInterval(time);
    system.broker.faults.clear();
    await client.close();
  }
}

test.each([1, 2, 3])(
  'amid faults each message ends once, as its handler said, and no delivery is settled twice (seed %i)',
  async (seed) => {
    const { counts, handled, settlements } = await processAmidFaults(randomOf(seed));

    const dead: Record<string, string> = {};
    for await (const message of peekDeadLetters(queueDeadLetters(system.client, 'orders'))) {
      dead[String(message.messageId)] = `${message.deadLetterReason}: ${message.deadLetterErrorDescription}`;
    }
    const expected: Record<string, string> = {};
    for (let index = 0; index < count; index += 1) {
      if (isDeadLetter(index)) expected[`m${index}`] = `Odd: number ${index}`;
    }
    expect(dead).toEqual(expected);
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: Object.keys(expected).length });
    expect(handled.size).toBe(count);
    // What the broker has confirmed never comes again: no more can have been confirmed than there are.
    expect(counts.processed).toBeLessThanOrEqual(count - Object.keys(expected).length);
    expect(counts.deadLettered).toBeLessThanOrEqual(Object.keys(expected).length);
    expect([...settlements.values()].filter((times) => times > 1)).toEqual([]);
  },
);
