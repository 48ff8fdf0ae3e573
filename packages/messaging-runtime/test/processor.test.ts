import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { ManualClock } from '@ams/local-broker';
import {
  connect,
  processingReceiverOptions,
  runProcessor,
  UnprocessableMessageError,
  type ProcessorOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, signalOnce, silent } from './support.js';

let system: TestSystem;

afterEach(() => system.close());

type TestOptions = Pick<ProcessorOptions, 'handler'> & Partial<ProcessorOptions>;

const never = new AbortController().signal;

function processorOf(options: TestOptions) {
  const receiver = system.client.createReceiver('orders', processingReceiverOptions);
  return runProcessor({ receiver, signal: never, log: silent, ...options });
}

const send = (count: number) => system.client.createSender('orders').sendMessages(numbered(count));

const indexOf = ({ messageId }: ServiceBusReceivedMessage) => Number(String(messageId).slice(1));

describe('outcomes', () => {
  beforeEach(async () => {
    system = await startTestSystem();
  });

  test('completes what the handler did, retries what failed, dead-letters what can never be processed', async () => {
    await send(1_000);
    const counts = await processorOf({
      maxMessages: 1_000,
      handler: (message) => {
        const index = indexOf(message);
        if (index % 10 === 3) throw new UnprocessableMessageError('InvalidBody', `number ${index}`);
        if (index % 10 === 7 && message.deliveryCount === 0) throw new Error('not now');
      },
    });
    expect(counts).toEqual({
      received: 1_100,
      processed: 900,
      retried: 100,
      abandoned: 100,
      released: 0,
      deadLettered: 100,
      lockLost: 0,
      unsettled: 0,
    });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 100 });
  });

  test('dead-letters with the reason and description that the handler gave', async () => {
    await send(1);
    await processorOf({
      maxMessages: 1,
      handler: () => {
        throw new UnprocessableMessageError('InvalidBody', 'amount is missing');
      },
    });
    const [dead] = await system.client.createReceiver('orders', { subQueueType: 'deadLetter' }).receiveMessages(1);
    expect(dead).toMatchObject({ deadLetterReason: 'InvalidBody', deadLetterErrorDescription: 'amount is missing' });
  });

  test('gives the handler properties that are timestamps as dates', async () => {
    const due = new Date('2026-11-05T08:15:30Z');
    await system.client
      .createSender('orders')
      .sendMessages({ messageId: 'm0', body: 1, applicationProperties: { due } });
    const seen: unknown[] = [];
    await processorOf({
      maxMessages: 1,
      handler: ({ applicationProperties }) => void seen.push(applicationProperties?.['due']),
    });
    expect(seen).toEqual([due]);
  });

  test('leaves to the broker what fails on every delivery', async () => {
    await send(1);
    const counts = await processorOf({
      stopWhenIdle: 100,
      handler: () => {
        throw new Error('never works');
      },
    });
    expect(counts).toMatchObject({ received: 10, abandoned: 10, processed: 0 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 1 });
  });

  test('counts a lock that was lost, and goes on', async () => {
    await system.close();
    const clock = new ManualClock(Date.now());
    system = await startTestSystem({ clock, orders: { lockDuration: 'PT30S' } });
    await send(1);
    const counts = await processorOf({
      maxMessages: 1,
      handler: ({ deliveryCount }) => {
        if (deliveryCount === 0) clock.advance(31_000);
      },
    });
    expect(counts).toMatchObject({ received: 2, processed: 1, retried: 1, lockLost: 1 });
  });
});

describe('limits', () => {
  beforeEach(async () => {
    system = await startTestSystem();
  });

  test('runs as many handlers at the same time as it may, and no more', async () => {
    await send(60);
    let running = 0;
    let most = 0;
    await processorOf({
      concurrency: 5,
      maxMessages: 60,
      handler: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    });
    expect(most).toBe(5);
  });

  test('ends when as many are processed as wanted, and takes no more', async () => {
    await send(50);
    const counts = await processorOf({ maxMessages: 20, handler: () => undefined });
    expect(counts).toMatchObject({ received: 20, processed: 20 });
    expect(system.broker.counts('orders').active).toBe(30);
  });

  test('ends when nothing has come for long enough', async () => {
    await send(3);
    await expect(processorOf({ stopWhenIdle: 50, handler: () => undefined })).resolves.toMatchObject({ processed: 3 });
  });

  test('handles more messages than a session can hold at once', async () => {
    await send(1_500);
    await send(1_500);
    const counts = await processorOf({
      batchSize: 1_000,
      concurrency: 2_000,
      maxMessages: 3_000,
      handler: () => undefined,
    });
    expect(counts).toMatchObject({ processed: 3_000, retried: 0 });
  });
});

describe('stopping', () => {
  beforeEach(async () => {
    system = await startTestSystem();
  });

  test('finishes what it is at and hands back what it has not begun', async () => {
    await send(20);
    const stop = new AbortController();
    const begun = signalOnce();
    const finish = signalOnce();
    const processing = processorOf({
      signal: stop.signal,
      concurrency: 1,
      handler: async () => {
        begun.happen();
        await finish.happened;
      },
    });
    await begun.happened;
    stop.abort();
    finish.happen();
    const { received, processed, released } = await processing;
    expect({ processed, heldOrReleased: received - released }).toEqual({ processed: 1, heldOrReleased: 1 });
    // Handed back, not left locked: another receiver gets all of them now.
    const others = await system.client.createReceiver('orders').receiveMessages(19, { maxWaitTimeInMs: 5_000 });
    expect(others).toHaveLength(19);
  });

  test('does not begin at all when it is stopped already', async () => {
    await send(1);
    const counts = await processorOf({ signal: AbortSignal.abort(), handler: () => undefined });
    expect(counts.received).toBe(0);
  });
});

describe('connections', () => {
  beforeEach(async () => {
    system = await startTestSystem();
  });

  test.each([
    ['a key without the right to listen', 'producer', 'orders', /^Cannot receive from orders: .*right to do this/],
    ['an entity that does not exist', undefined, 'nowhere', /^Cannot receive from nowhere: .*correct the name/],
  ])('%s ends it, naming the cure', async (_, rule, entity, message) => {
    const connection =
      rule === undefined
        ? system.broker.connectionString()
        : system.broker.connectionString({ entityPath: entity, name: rule });
    const client = connect(connection);
    try {
      const receiver = client.createReceiver(entity, processingReceiverOptions);
      const processing = runProcessor({ receiver, signal: never, log: silent, handler: () => undefined });
      await expect(processing).rejects.toThrow(message);
    } finally {
      await client.close();
    }
  });
});
