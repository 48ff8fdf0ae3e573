import { ManualClock } from '@ams/local-broker';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  LockLostError,
  processingReceiverOptions,
  runProcessor,
  StopDeadlineError,
  type HandlerContext,
  type ProcessorOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, signalOnce, silent } from './support.js';

let system: TestSystem;

afterEach(() => system.close());

type TestOptions = Pick<ProcessorOptions, 'handler'> & Partial<ProcessorOptions>;

function processorOf(options: TestOptions) {
  const receiver = system.client.createReceiver('orders', processingReceiverOptions);
  return runProcessor({ receiver, signal: new AbortController().signal, log: silent, ...options });
}

const send = (count: number) => system.client.createSender('orders').sendMessages(numbered(count));

/** Resolves with the reason when the signal fires. */
function interruptionOf({ signal }: HandlerContext): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));
}

const isFirst = ({ deliveryCount }: ServiceBusReceivedMessage) => deliveryCount === 0;

describe('a handler whose lock is lost', () => {
  let clock: ManualClock;

  beforeEach(async () => {
    // The broker's time is such that what it locks for half a minute seems to have half a second left.
    clock = new ManualClock(Date.now() - 29_500);
    system = await startTestSystem({ clock, orders: { lockDuration: 'PT30S' } });
  });

  const expireLocks = () => clock.advance(31_000);

  test.each([
    ['as the renewal says', {}, /^the lock of message m0 is lost: .*lock/i],
    [
      'beyond the ceiling of renewal',
      { maxLockRenewal: 0 },
      /^the lock of message m0 is lost: it was not renewed in time$/,
    ],
  ])('is told, %s', async (_, options, message) => {
    await send(1);
    const reasons: unknown[] = [];
    const counts = await processorOf({
      ...options,
      maxMessages: 1,
      handler: async (received, context) => {
        if (!isFirst(received)) return;
        expireLocks();
        reasons.push(await interruptionOf(context));
        context.signal.throwIfAborted();
      },
    });
    expect(reasons).toEqual([expect.any(LockLostError)]);
    expect(String(reasons[0])).toMatch(new RegExp(message.source.replace('^', '^LockLostError: '), message.flags));
    expect(counts).toMatchObject({ received: 2, processed: 1, lockLost: 1, abandoned: 0 });
  });

  test('has nothing sent, even if it goes on as if nothing had happened', async () => {
    await send(1);
    const sent: unknown[] = [];
    const counts = await processorOf({
      maxMessages: 1,
      completeAndSend: async ([message], sends) => {
        if (message === undefined) throw new Error('one message expected');
        await system.client.createReceiver('orders').completeMessage(message);
        sent.push(...sends);
      },
      handler: async (received, context) => {
        if (!isFirst(received)) return;
        context.send({ entity: 'parked', message: { body: 1 } });
        expireLocks();
        await interruptionOf(context);
      },
    });
    expect(sent).toEqual([]);
    expect(counts).toMatchObject({ processed: 1, lockLost: 1 });
  });

  test('is not begun at all if its message was still waiting', async () => {
    await send(2);
    const begun: string[] = [];
    const counts = await processorOf({
      maxMessages: 2,
      concurrency: 1,
      maxLockRenewal: 0,
      handler: async (received, context) => {
        begun.push(`${String(received.messageId)}, delivery ${received.deliveryCount}`);
        if (!isFirst(received)) return;
        expireLocks();
        await interruptionOf(context);
        context.signal.throwIfAborted();
      },
    });
    expect(begun.toSorted()).toEqual(['m0, delivery 0', 'm0, delivery 1', 'm1, delivery 1']);
    expect(counts).toMatchObject({ processed: 2, lockLost: 2 });
  });
});

describe('a handler that is not done by the stop deadline', () => {
  beforeEach(async () => {
    system = await startTestSystem();
    await send(1);
  });

  /** Stops a processor once its handler has begun, and does not wait for it. */
  async function stopped(handler: ProcessorOptions['handler'], options: Partial<ProcessorOptions> = {}) {
    const stop = new AbortController();
    return processorOf({
      signal: stop.signal,
      stopDeadline: 0,
      ...options,
      handler: (message, context) => {
        stop.abort();
        return handler(message, context);
      },
    });
  }

  async function nextDelivery(): Promise<number | undefined> {
    const receiver = system.client.createReceiver('orders');
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });
    return message?.deliveryCount;
  }

  test('is told, and its message is handed back whatever the failure policy says', async () => {
    const reasons: unknown[] = [];
    const counts = await stopped(
      async (_, context) => {
        reasons.push(await interruptionOf(context));
        context.signal.throwIfAborted();
      },
      { onFailure: () => ({ kind: 'dead-letter', reason: 'No', description: 'no' }) },
    );
    expect(reasons).toEqual([expect.any(StopDeadlineError)]);
    expect(counts).toMatchObject({ processed: 0, abandoned: 0, cutShort: 1, deadLettered: 0 });
    expect(await nextDelivery()).toBe(1);
  });

  test('may still end its work when it is told', async () => {
    const counts = await stopped(async (_, context) => void (await interruptionOf(context)));
    expect(counts).toMatchObject({ processed: 1, cutShort: 0 });
    expect(system.broker.counts('orders').active).toBe(0);
  });

  test('has its message handed back when it does not listen, and nothing it does later counts', async () => {
    const release = signalOnce();
    const ended = signalOnce();
    const counts = await stopped(async () => {
      await release.happened;
      setImmediate(ended.happen);
    });
    expect(counts).toMatchObject({ processed: 0, cutShort: 1, unsettled: 0 });
    release.happen();
    await ended.happened;
    expect(system.broker.counts('orders').active).toBe(1);
    expect(await nextDelivery()).toBe(1);
  });

  test('does not keep the processor when the broker answers no more, either', async () => {
    const real = system.client.createReceiver('orders', processingReceiverOptions);
    const counts = await stopped(() => undefined, {
      receiver: {
        entityPath: real.entityPath,
        isClosed: false,
        subscribe: (handlers, options) => real.subscribe(handlers, options),
        abandonMessage: (message) => real.abandonMessage(message),
        deadLetterMessage: (message, options) => real.deadLetterMessage(message, options),
        renewMessageLock: (message) => real.renewMessageLock(message),
        completeMessage: () => new Promise(() => undefined),
      },
    });
    expect(counts).toMatchObject({ received: 1, processed: 0, unsettled: 1 });
  });
});
