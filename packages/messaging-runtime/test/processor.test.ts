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
import { sessionWindow } from '../src/processing/in-flight.js';
import { startRoad } from './road.js';
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
      retriedLater: 0,
      released: 0,
      cutShort: 0,
      deadLettered: 100,
      lockLost: 0,
      unsettled: 0,
      paused: 0,
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

  test('leaves what it does not want untouched, even when some has to be taken twice', async () => {
    await send(50);
    const counts = await processorOf({
      maxMessages: 20,
      handler: ({ deliveryCount }) => {
        if (deliveryCount === 0 && Math.random() < 0.2) throw new Error('not now');
      },
    });
    const others = await system.client.createReceiver('orders').receiveMessages(50, { maxWaitTimeInMs: 1_000 });
    expect({ processed: counts.processed, others: others.length }).toEqual({ processed: 20, others: 30 });
    expect(counts.received).toBe(20 + counts.abandoned);
    // A message that failed may be among those that are left; no other was ever taken.
    const taken = others.filter(({ deliveryCount }) => deliveryCount !== 0).length;
    expect(taken).toBe(counts.abandoned - counts.retried);
  });

  test('ends when nothing has come for long enough', async () => {
    await send(3);
    await expect(processorOf({ stopWhenIdle: 50, handler: () => undefined })).resolves.toMatchObject({ processed: 3 });
  });

  test('handles more messages than a session can hold at once', async () => {
    await send(1_500);
    await send(1_500);
    const counts = await processorOf({
      prefetch: 2_000,
      concurrency: 2_000,
      maxMessages: 3_000,
      handler: () => undefined,
    });
    expect(counts).toMatchObject({ processed: 3_000, retried: 0 });
  });

  test('takes no more than a session can hold while its oldest message is being handled', async () => {
    for (let sent = 0; sent < 3; sent += 1) await send(1_000);
    const release = signalOnce();
    let handled = 0;
    let atRelease = 0;
    const counts = await processorOf({
      prefetch: 400,
      maxMessages: 3_000,
      handler: async () => {
        handled += 1;
        if (handled === 1) await release.happened;
        else if (handled === sessionWindow) {
          for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          atRelease = handled;
          release.happen();
        }
      },
    });
    expect({ atRelease, ...counts }).toMatchObject({ atRelease: sessionWindow, processed: 3_000, retried: 0 });
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
    const { received, processed, released, retried } = await processing;
    expect({ processed, handled: received - released, retried }).toEqual({ processed: 1, handled: 1, retried: 0 });
    // Handed back, not left locked: another receiver gets all of them now.
    const others = await system.client.createReceiver('orders').receiveMessages(19, { maxWaitTimeInMs: 5_000 });
    expect(others).toHaveLength(19);
  });

  test('leaves nothing unsettled that is on its way', async () => {
    await send(1_000);
    const stop = new AbortController();
    let handled = 0;
    const counts = await processorOf({
      signal: stop.signal,
      handler: () => {
        handled += 1;
        if (handled === 300) stop.abort();
      },
    });
    expect(counts).toMatchObject({ processed: 300, unsettled: 0, lockLost: 0 });
    expect(system.broker.counts('orders').active).toBe(700);
  });

  test('leaves nothing unsettled when the broker is so far away that the client gives up the link', async () => {
    // Fewer than there are credits, so that some of them have to be taken back.
    await send(100);
    const stop = new AbortController();
    const road = await startRoad(system.broker.port);
    const client = connect(system.broker.connectionString().replace(String(system.broker.port), String(road.port)));
    const receiver = client.createReceiver('orders', processingReceiverOptions);
    try {
      let handled = 0;
      const counts = await processorOf({
        receiver,
        signal: stop.signal,
        concurrency: 10,
        handler: async () => {
          handled += 1;
          if (handled !== 50) return;
          road.lengthen();
          stop.abort();
          await new Promise((resolve) => setImmediate(resolve));
        },
      });
      expect(counts).toMatchObject({ unsettled: 0, lockLost: 0 });
      expect(counts.processed).toBeGreaterThanOrEqual(50);
      expect(counts.processed + counts.released).toBe(100);
      expect(system.broker.counts('orders').active).toBe(100 - counts.processed);
    } finally {
      await client.close();
      await road.close();
    }
  }, 30_000);

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

  test('a namespace that is throttled at first is waited for', async () => {
    await send(1);
    system.broker.faults.add({ kind: 'throttle', on: 'attach', entity: 'orders' });
    const processing = processorOf({ maxMessages: 1, handler: () => undefined });
    await expect(processing).resolves.toMatchObject({ processed: 1 });
  });

  test('a client that is closed meanwhile ends it, naming the cure', async () => {
    await send(1);
    const client = connect(system.broker.connectionString());
    const receiver = client.createReceiver('orders', processingReceiverOptions);
    const settled = signalOnce();
    const processing = processorOf({ receiver, handler: () => setImmediate(settled.happen) && undefined });
    await settled.happened;
    await client.close();
    await expect(processing).rejects.toThrow('Cannot receive from orders: its client was closed');
  }, 30_000);
});
