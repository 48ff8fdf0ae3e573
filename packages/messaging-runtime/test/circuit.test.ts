import {
  processingReceiverOptions,
  runProcessor,
  UnprocessableMessageError,
  type CircuitState,
  type ProcessorOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, silent } from './support.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

type TestOptions = Pick<ProcessorOptions, 'handler'> & Partial<ProcessorOptions>;

function processorOf(options: TestOptions) {
  const receiver = system.client.createReceiver('orders', processingReceiverOptions);
  return runProcessor({ receiver, signal: new AbortController().signal, log: silent, ...options });
}

const send = (count: number) => system.client.createSender('orders').sendMessages(numbered(count));

/** A dependency that is away until it has been tried so often once the processor has paused. */
function dependencyAwayFor(trials: number) {
  const states: CircuitState[] = [];
  return {
    states,
    circuitBreaker: {
      minimumOutcomes: 20,
      firstPause: 5,
      longestPause: 10,
      onChange: (state: CircuitState) => void states.push(state),
    },
    call: (): void => {
      const tried = states.filter((state) => state === 'trial').length;
      if (tried <= trials) throw new Error('connect ECONNREFUSED');
    },
  };
}

test('pauses while everything fails, and goes on when a trial succeeds', async () => {
  await send(300);
  const { states, circuitBreaker, call } = dependencyAwayFor(2);
  const counts = await processorOf({ maxMessages: 300, circuitBreaker, handler: call });
  expect(states).toEqual(['open', 'trial', 'open', 'trial', 'open', 'trial', 'closed']);
  // What was never begun, and what was only tried, has not been handed back: its delivery count is as it was.
  expect(counts).toMatchObject({ received: 320, processed: 300, abandoned: 20, retried: 20, paused: 1 });
});

test('finishes what was begun before the pause', async () => {
  await send(100);
  const { circuitBreaker, call } = dependencyAwayFor(1);
  const counts = await processorOf({
    maxMessages: 100,
    concurrency: 30,
    circuitBreaker,
    handler: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      call();
    },
  });
  expect(counts).toMatchObject({ processed: 100, paused: 1 });
  expect(counts.abandoned).toBeGreaterThanOrEqual(20);
  expect(counts.abandoned).toBeLessThanOrEqual(20 + 30);
});

test('asks for a message to try when it holds none', async () => {
  await send(20);
  const { circuitBreaker, call } = dependencyAwayFor(0);
  const counts = await processorOf({ maxMessages: 20, prefetch: 20, circuitBreaker, handler: call });
  expect(counts).toMatchObject({ processed: 20, abandoned: 20, paused: 1 });
});

test('does not pause for messages that can never be processed', async () => {
  await send(100);
  const { states, circuitBreaker } = dependencyAwayFor(0);
  const counts = await processorOf({
    maxMessages: 100,
    circuitBreaker,
    handler: () => {
      throw new UnprocessableMessageError('InvalidBody', 'amount is missing');
    },
  });
  expect({ deadLettered: counts.deadLettered, paused: counts.paused, states }).toEqual({
    deadLettered: 100,
    paused: 0,
    states: [],
  });
});

test('a message that can never be processed is dead-lettered as a trial, too, and the next one is tried', async () => {
  await send(30);
  const { circuitBreaker, call } = dependencyAwayFor(0);
  const counts = await processorOf({
    maxMessages: 30,
    circuitBreaker,
    handler: ({ messageId }) => {
      call();
      if (Number(String(messageId).slice(1)) >= 20 && Number(String(messageId).slice(1)) < 23)
        throw new UnprocessableMessageError('InvalidBody', 'amount is missing');
    },
  });
  expect(counts).toMatchObject({ processed: 27, deadLettered: 3, abandoned: 20, paused: 1 });
});

test('hands back what it holds when it is stopped in a pause', async () => {
  await send(100);
  const stop = new AbortController();
  const { call } = dependencyAwayFor(0);
  const counts = await processorOf({
    signal: stop.signal,
    circuitBreaker: { onChange: () => stop.abort() },
    handler: call,
  });
  expect(counts).toMatchObject({ processed: 0, abandoned: 20, paused: 1 });
  const others = await system.client.createReceiver('orders').receiveMessages(100, { maxWaitTimeInMs: 5_000 });
  expect(others).toHaveLength(100);
});

test('a pause does not count as a time without messages', async () => {
  await send(20);
  const { circuitBreaker, call } = dependencyAwayFor(0);
  const counts = await processorOf({
    // It holds nothing while it pauses, for most often longer than it would wait for messages.
    prefetch: 20,
    stopWhenIdle: 25,
    circuitBreaker: { ...circuitBreaker, firstPause: 250 },
    handler: call,
  });
  expect(counts).toMatchObject({ processed: 20, paused: 1 });
});
