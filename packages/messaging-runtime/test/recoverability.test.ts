import { pino } from 'pino';
import type {
  ServiceBusClient,
  ServiceBusMessage,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import { ManualClock, type FaultDefinition } from '@ams/local-broker';
import type { QueueDefinition } from '@ams/service-bus-model';
import {
  connect,
  originalMessageIdOf,
  processingReceiverOptions,
  recoverability,
  RetryLaterError,
  runProcessor,
  sendThenComplete,
  transactionalCompletion,
  UnprocessableMessageError,
  type CompleteAndSend,
  type MessageHandler,
  type RecoverabilityOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { silent, take } from './support.js';

let system: TestSystem;
let clock: ManualClock;

const start = async (orders?: Partial<QueueDefinition>): Promise<void> => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, ...(orders === undefined ? {} : { orders }) });
};

afterEach(() => system.close());

const never = new AbortController().signal;
const half = () => 0.5;
const notNow: MessageHandler = () => {
  throw new TypeError('not now');
};

type Completing = (client: ServiceBusClient, receiver: ServiceBusReceiver) => CompleteAndSend;

interface Options extends Partial<RecoverabilityOptions> {
  readonly client?: ServiceBusClient;
  readonly completing?: Completing;
}

/** Processes what is there, and tells what became of it. */
async function process(
  handler: MessageHandler,
  { client = system.client, completing = sendThenComplete, ...options }: Options = {},
) {
  const recovery = recoverability({
    app: 'test',
    log: silent,
    retryTo: { entity: 'orders' },
    random: half,
    now: () => clock.now(),
    ...options,
  });
  const receiver = client.createReceiver('orders', processingReceiverOptions);
  const counts = await runProcessor({
    receiver,
    signal: never,
    log: silent,
    stopWhenIdle: 150,
    handler: recovery.handler(handler),
    onFailure: recovery.onFailure,
    completeAndSend: recovery.completeAndSend(completing(client, receiver)),
  });
  await receiver.close();
  return { ...counts, retriedAtOnce: recovery.retriedAtOnce };
}

const send = (message: Partial<ServiceBusMessage> = {}) =>
  system.client.createSender('orders').sendMessages({ messageId: 'A-1', body: { order_id: 'A-1' }, ...message });

async function peek(options: { subQueueType?: 'deadLetter' } = {}): Promise<ServiceBusReceivedMessage> {
  const receiver = system.client.createReceiver('orders', options);
  const [message] = await receiver.peekMessages(1);
  await receiver.close();
  if (message === undefined) throw new Error('there is no message');
  return message;
}

const deadLetter = () => peek({ subQueueType: 'deadLetter' });

describe('immediate retries', () => {
  beforeEach(() => start());

  test('call a handler again in the same delivery', async () => {
    await send();
    let calls = 0;
    const counts = await process(() => {
      calls += 1;
      if (calls < 3) throw new Error('not now');
    });
    expect(counts).toMatchObject({ received: 1, processed: 1, retriedAtOnce: 2, retriedLater: 0 });
  });

  test('call one again that takes its time', async () => {
    await send();
    let calls = 0;
    const counts = await process(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      calls += 1;
      if (calls < 3) throw new Error('not now');
    });
    expect(counts).toMatchObject({ received: 1, processed: 1, retriedAtOnce: 2 });
  });

  test('forget what the failed attempt was to send', async () => {
    await send();
    let calls = 0;
    await process((_, context) => {
      calls += 1;
      context.send({ entity: 'parked', message: { body: calls } });
      if (calls < 3) throw new Error('not now');
    });
    expect(system.broker.counts('parked').active).toBe(1);
    const [parked] = await system.client.createReceiver('parked').receiveMessages(1);
    expect(parked?.body).toBe(3);
  });
});

describe('a message that goes on failing', () => {
  test('is put off for a random time up to a limit that doubles', async () => {
    await start();
    await send();
    const due: number[] = [];
    for (const expected of [5_000, 10_000, 20_000]) {
      const before = clock.now();
      await expect(process(notNow)).resolves.toMatchObject({ processed: 0, retriedLater: 1 });
      expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 1 });
      const copy = await peek();
      due.push((copy.scheduledEnqueueTimeUtc?.getTime() ?? 0) - before);
      clock.advance(expected);
    }
    expect(due).toEqual([5_000, 10_000, 20_000]);
  });

  test('keeps what the sender gave it, and tells of its failures', async () => {
    await start();
    const at = new Date('2026-11-05T08:15:30Z');
    const message = {
      body: Buffer.from('{ "amount": 1.0 }\n'),
      contentType: 'application/json',
      subject: 'order',
      correlationId: 'C-1',
      sessionId: 'S-1',
      partitionKey: 'S-1',
      applicationProperties: { type: 'order', priority: 2, at },
    };
    await send(message);
    const firstFailure = clock.now();
    await process(notNow, { immediateRetries: 2 });
    clock.advance(5_000);
    await process(notNow, { immediateRetries: 1 });
    const secondFailure = clock.now();
    clock.advance(10_000);
    const [copy] = await take(system.client, 1);
    expect(copy).toMatchObject(message);
    expect(copy?.applicationProperties).toMatchObject({
      original_message_id: 'A-1',
      original_enqueued_at: new Date(firstFailure).toISOString(),
      retry_attempt: 2,
      failed_attempts: 5,
      first_failed_at: new Date(firstFailure).toISOString(),
      last_failed_at: new Date(secondFailure).toISOString(),
      last_error_type: 'TypeError',
      last_error: 'not now',
      failed_by: expect.stringMatching(/^test@/),
    });
    expect(copy && originalMessageIdOf(copy)).toBe('A-1');
  });

  test('is dead-lettered when its attempts are used up, with all that is known', async () => {
    await start({ maxDeliveryCount: 1 });
    await send();
    const firstFailure = new Date(clock.now()).toISOString();
    let calls = 0;
    const handler = () => {
      calls += 1;
      throw new TypeError(`attempt ${calls}`);
    };
    for (let round = 0; round < 3; round += 1) {
      await process(handler, { immediateRetries: 2, delayedRetries: { count: 2 } });
      clock.advance(600_000);
    }
    expect(calls).toBe(9);
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 0, deadLettered: 1 });
    const dead = await deadLetter();
    expect(dead).toMatchObject({ deadLetterReason: 'TypeError', deadLetterErrorDescription: 'attempt 9' });
    expect(dead.applicationProperties).toMatchObject({
      original_message_id: 'A-1',
      failed_attempts: 9,
      retry_attempt: 2,
      first_failed_at: firstFailure,
      last_error: 'attempt 9',
      last_error_type: 'TypeError',
      last_error_stack: expect.stringMatching(/TypeError: attempt 9\n.*recoverability\.test/),
    });
  });

  test('is dead-lettered at once when no retry can help', async () => {
    await start();
    await send();
    let calls = 0;
    const counts = await process(
      () => {
        calls += 1;
        throw new RangeError('never');
      },
      { unrecoverable: [RangeError] },
    );
    expect({ calls, ...counts }).toMatchObject({ calls: 1, deadLettered: 1, retriedAtOnce: 0 });
    expect(await deadLetter()).toMatchObject({
      deadLetterReason: 'RangeError',
      applicationProperties: { failed_attempts: 1, last_error_type: 'RangeError' },
    });
  });

  test('is dead-lettered with the reason that its handler gave', async () => {
    await start();
    await send();
    await process(() => {
      throw new UnprocessableMessageError('InvalidBody', 'amount is missing');
    });
    expect(await deadLetter()).toMatchObject({
      deadLetterReason: 'InvalidBody',
      deadLetterErrorDescription: 'amount is missing',
    });
  });

  test('waits as long as its handler asks for', async () => {
    await start();
    await send();
    let calls = 0;
    await process(() => {
      calls += 1;
      throw new RetryLaterError(90_000);
    });
    const before = clock.now();
    const copy = await peek();
    expect(calls).toBe(1);
    expect(copy.scheduledEnqueueTimeUtc?.getTime()).toBe(before + 90_000);
  });

  test('is dead-lettered with its reason when it has no room for more', async () => {
    await start();
    const text = 'x'.repeat(31_900);
    await send({ applicationProperties: { one: text, other: text } });
    await process(notNow, { delayedRetries: { count: 0 } });
    const { deadLetterReason, deadLetterErrorDescription, applicationProperties = {} } = await deadLetter();
    expect({ deadLetterReason, deadLetterErrorDescription }).toEqual({
      deadLetterReason: 'TypeError',
      deadLetterErrorDescription: 'not now',
    });
    expect(applicationProperties['failure_details_omitted']).toContain('last_error_stack');
    expect(applicationProperties['one'] === text && applicationProperties['other'] === text).toBe(true);
  });
});

describe('time to live', () => {
  beforeEach(() => start());

  test('does not begin anew', async () => {
    await send({ timeToLive: 60_000 });
    const end = clock.now() + 60_000;
    await process(notNow);
    clock.advance(5_000);
    await process(notNow);
    clock.advance(10_000);
    const copy = await peek();
    expect(copy.expiresAtUtc?.getTime()).toBe(end);
  });

  test('brings a retry forward that would come too late', async () => {
    await send({ timeToLive: 4_000 });
    const before = clock.now();
    await process(notNow);
    const copy = await peek();
    expect(copy.scheduledEnqueueTimeUtc?.getTime()).toBe(before + 2_000);
    clock.advance(2_000);
    await expect(process(() => undefined)).resolves.toMatchObject({ processed: 1 });
  });
});

describe('an entity that detects duplicates', () => {
  beforeEach(() => start({ requiresDuplicateDetection: true }));

  test('takes every retry', async () => {
    await send();
    for (let round = 0; round < 3; round += 1) {
      await process(notNow);
      clock.advance(20_000);
    }
    const counts = await process(() => undefined);
    expect(counts).toMatchObject({ processed: 1 });
  });

  test('drops the second copy of one that died before it completed the message', async () => {
    await send();
    system.broker.faults.add({ kind: 'lose-message-lock', on: 'settle', entity: 'orders' });
    const counts = await process(notNow);
    expect(counts).toMatchObject({ received: 2, retriedLater: 1 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 1 });
  });
});

describe('what stands in the way', () => {
  test('loses nothing that dies between the copy and the completion', async () => {
    await start();
    await send();
    system.broker.faults.add({ kind: 'lose-message-lock', on: 'settle', entity: 'orders' });
    await process(notNow);
    clock.advance(10_000);
    const seen: (string | undefined)[] = [];
    await process((message) => void seen.push(originalMessageIdOf(message)));
    expect(new Set(seen)).toEqual(new Set(['A-1']));
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 0, deadLettered: 0 });
  });

  test.each<[string, FaultDefinition]>([
    ['throttled', { kind: 'throttle', on: 'send', entity: 'orders', count: 3 }],
    ['full', { kind: 'refuse', on: 'send', entity: 'orders', count: 3, condition: 'amqp:resource-limit-exceeded' }],
  ])('a queue that is %s is waited for, and costs no delivery', async (_, fault) => {
    await start({ maxDeliveryCount: 1 });
    await send();
    system.broker.faults.add(fault);
    const counts = await process(notNow, {
      completing: (client, receiver) => transactionalCompletion({ client, receiver, log: silent }),
    });
    expect(counts).toMatchObject({ received: 1, retriedLater: 1 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 1, deadLettered: 0 });
  });

  test.each<[string, Completing]>([
    ['sends first', sendThenComplete],
    ['has transactions', (client, receiver) => transactionalCompletion({ client, receiver, log: silent })],
  ])(
    'with a key that may only listen, what %s abandons messages instead, for as many attempts',
    async (_, completing) => {
      await start();
      await send();
      const lines: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
      const client = connect(system.broker.connectionString({ entityPath: 'orders', name: 'consumer' }));
      let calls = 0;
      try {
        const counts = await process(
          () => {
            calls += 1;
            throw new TypeError('not now');
          },
          { client, completing, log, immediateRetries: 1, delayedRetries: { count: 2 } },
        );
        // The first of these found out.
        expect({ calls, ...counts }).toMatchObject({ calls: 8, abandoned: 3, retriedLater: 0, deadLettered: 1 });
      } finally {
        await client.close();
      }
      expect(lines.filter((line) => line.includes('use a key that may send'))).toHaveLength(1);
      expect((await deadLetter()).applicationProperties).toMatchObject({ retry_attempt: 2, failed_attempts: 6 });
    },
  );
});

test('a retry of a subscription comes to no other', async () => {
  await start();
  await system.client.createSender('events').sendMessages({ messageId: 'E-1', body: {} });
  const receiver = system.client.createReceiver('events', 'billing', processingReceiverOptions);
  const recovery = recoverability({
    app: 'test',
    log: silent,
    retryTo: { entity: 'events', addressing: { resubmit_to: 'billing' } },
    random: half,
    now: () => clock.now(),
  });
  const counts = await runProcessor({
    receiver,
    signal: never,
    log: silent,
    stopWhenIdle: 1_000,
    handler: recovery.handler((message) => {
      if (message.applicationProperties?.['retry_attempt'] === undefined) {
        clock.advance(1);
        throw new RetryLaterError(0);
      }
    }),
    onFailure: recovery.onFailure,
    completeAndSend: recovery.completeAndSend(sendThenComplete(system.client, receiver)),
  });
  expect(counts).toMatchObject({ received: 2, processed: 1, retriedLater: 1 });
  expect(system.broker.counts('events/Subscriptions/billing').active).toBe(0);
  expect(system.broker.counts('events/Subscriptions/analytics').active).toBe(1);
});

test.each([
  ['immediateRetries', { immediateRetries: -1 }],
  ['delayedRetries.base', { delayedRetries: { base: Number.NaN } }],
])('refuses a value of %s that is out of its range', async (option, options) => {
  await start();
  expect(() => recoverability({ app: 'test', log: silent, ...options })).toThrow(`${option} is`);
});
