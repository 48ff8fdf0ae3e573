import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import {
  connect,
  parseJsonBody,
  queueSessions,
  RetryLaterError,
  runSessionProcessor,
  transactionalCompletion,
  UnprocessableMessageError,
  type CompleteAndSend,
} from '../src/index.js';
import { sendThenComplete } from '../src/transactions/send-then-complete.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { inOrder, interleaved, named, processSessions, SessionLedger, sessionQueue, turns } from './sessions.js';
import { signalOnce, silent } from './support.js';

const hour = 3_600_000;

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const send = (sessionIds: readonly string[], perSession: number) =>
  system.client.createSender(sessionQueue).sendMessages(interleaved(sessionIds, perSession));

/** Body that was not parsed. */
const indexOf = ({ body }: ServiceBusReceivedMessage) => Number((parseJsonBody(body) as { index: number }).index);

const deadLetters = (count: number) =>
  system.client.createReceiver(sessionQueue, { subQueueType: 'deadLetter' }).receiveMessages(count);

describe('order', () => {
  test("keeps each session's, and handles as many sessions at the same time as it may", async () => {
    const sessionIds = named('s', 10);
    await send(sessionIds, 20);
    const ledger = new SessionLedger();
    const atWork = new Set<string>();
    let most = 0;
    const counts = await processSessions(system, {
      sessions: 3,
      maxMessages: 200,
      handler: async (message, { session }) => {
        if (atWork.has(session.id)) throw new UnprocessableMessageError('TwoAtOnce', session.id);
        atWork.add(session.id);
        most = Math.max(most, atWork.size);
        await turns(Math.floor(Math.random() * 3));
        atWork.delete(session.id);
        ledger.note(message);
      },
    });
    expect(ledger.bySession).toEqual(inOrder(sessionIds, 20));
    expect({ most, counts }).toMatchObject({ most: 3, counts: { received: 200, processed: 200, retried: 0 } });
  });

  test('lets nothing overtake a message that fails and comes again', async () => {
    const sessionIds = named('s', 6);
    await send(sessionIds, 15);
    const ledger = new SessionLedger();
    const attempts = new SessionLedger();
    const counts = await processSessions(system, {
      maxMessages: 90,
      handler: async (message) => {
        attempts.note(message);
        await turns(1);
        // Every third message of a session fails twice.
        if (indexOf(message) % 3 === 0 && (message.deliveryCount ?? 0) < 2) {
          throw new Error('not now');
        }
        ledger.note(message);
      },
    });
    expect(ledger.bySession).toEqual(inOrder(sessionIds, 15));
    const withRetries = (id: string) =>
      named(id, 15).flatMap((name, index) => (index % 3 === 0 ? [name, name, name] : [name]));
    expect(attempts.bySession).toEqual(Object.fromEntries(sessionIds.map((id) => [id, withRetries(id)])));
    expect(counts).toMatchObject({ processed: 90, abandoned: 60, retried: 60, lockLost: 0, unsettled: 0 });
  });

  test('waits between the deliveries of a message that fails, keeping its session', async () => {
    await send(['a'], 2);
    const pauses: number[] = [];
    await processSessions(system, {
      maxMessages: 2,
      pauseBeforeRetry: (failures) => {
        pauses.push(failures);
        return 1;
      },
      handler: ({ deliveryCount = 0 }) => {
        if (deliveryCount < 2) throw new Error('not now');
      },
    });
    expect(pauses).toEqual([1, 2, 1, 2]);
  });

  test.each([
    ['as long as its handler asks for', 1, {}],
    ['no longer than a lock is renewed, whatever its handler asks for', hour, { maxLockRenewal: 1 }],
  ])('has a message that fails wait %s', async (_, delay, options) => {
    await send(['a'], 2);
    const ledger = new SessionLedger();
    const counts = await processSessions(system, {
      maxMessages: 2,
      pauseBeforeRetry: () => hour,
      ...options,
      handler: (message) => {
        if (message.deliveryCount === 0) throw new RetryLaterError(delay);
        ledger.note(message);
      },
    });
    expect(ledger.bySession).toEqual(inOrder(['a'], 2));
    expect(counts).toMatchObject({ processed: 2, abandoned: 2 });
  });
});

describe('turns', () => {
  test('a session without end does not keep others from theirs', async () => {
    await send(['busy'], 10);
    await send(['quiet'], 1);
    const sender = system.client.createSender(sessionQueue);
    const stop = new AbortController();
    let handled = 0;
    await processSessions(system, {
      sessions: 1,
      maxMessagesPerSession: 5,
      signal: stop.signal,
      handler: async ({ sessionId }) => {
        handled += 1;
        if (sessionId === 'quiet') stop.abort();
        else await sender.sendMessages({ sessionId: 'busy', body: handled });
      },
    });
    expect(handled).toBe(6);
  });

  test('many sessions of one message each do not wait for one another to become idle', async () => {
    const sessionIds = named('s', 40);
    await send(sessionIds, 1);
    const ledger = new SessionLedger();
    // Each would keep its place for longer than the test may take.
    await processSessions(system, {
      sessions: 2,
      idle: 60_000,
      maxMessages: 40,
      handler: (message) => ledger.note(message),
    });
    expect(ledger.bySession).toEqual(inOrder(sessionIds, 1));
  });
});

describe('what can never be processed', () => {
  const failing = (reason: string) => (message: { readonly messageId?: unknown }) => {
    if (message.messageId === 'a1') throw new UnprocessableMessageError(reason, 'no amount');
  };

  test('is dead-lettered, and those behind it are handled', async () => {
    await send(['a'], 4);
    const counts = await processSessions(system, { maxMessages: 4, handler: failing('InvalidBody') });
    expect(counts).toMatchObject({ processed: 3, deadLettered: 1 });
    expect(await deadLetters(1)).toMatchObject([{ messageId: 'a1', deadLetterReason: 'InvalidBody', sessionId: 'a' }]);
  });

  test('takes the rest of its session with it, when that is asked for, in order, and no other session', async () => {
    await send(['a', 'b'], 4);
    const counts = await processSessions(system, {
      maxMessages: 8,
      maxMessagesPerSession: 1,
      onPoison: 'dead-letter-session',
      handler: failing('InvalidBody'),
    });
    expect(counts).toMatchObject({ processed: 5, deadLettered: 3 });
    const reason = 'PoisonedSession';
    expect(await deadLetters(3)).toMatchObject([
      { messageId: 'a1', deadLetterReason: 'InvalidBody' },
      {
        messageId: 'a2',
        deadLetterReason: reason,
        deadLetterErrorDescription: 'message a1, before this one in session a, was dead-lettered: InvalidBody',
      },
      { messageId: 'a3', deadLetterReason: reason },
    ]);
    await send(['a'], 1);
    await expect(processSessions(system, { maxMessages: 1, handler: () => undefined })).resolves.toMatchObject({
      processed: 1,
    });
  });

  test('takes the rest with it, too, when it is the broker that has had enough of it', async () => {
    await send(['a'], 3);
    const counts = await processSessions(system, {
      maxMessages: 2,
      onPoison: 'dead-letter-session',
      handler: () => {
        throw new Error('never works');
      },
    });
    expect(counts).toMatchObject({ abandoned: 10, deadLettered: 2 });
    expect(system.broker.counts(sessionQueue)).toMatchObject({ active: 0, deadLettered: 3 });
  });
});

describe('the state of a session', () => {
  test('is there for whoever handles its next message', async () => {
    await send(['a', 'b'], 3);
    const seen: unknown[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await processSessions(system, {
        sessions: 1,
        maxMessages: 2,
        maxMessagesPerSession: 1,
        handler: async ({ messageId }, { session }) => {
          seen.push([messageId, await session.getState()]);
          await session.setState({ last: messageId });
        },
      });
    }
    const byName = [...seen].sort((one, other) => String(one).localeCompare(String(other)));
    expect(byName).toEqual([
      ['a0', null],
      ['a1', { last: 'a0' }],
      ['a2', { last: 'a1' }],
      ['b0', null],
      ['b1', { last: 'b0' }],
      ['b2', { last: 'b1' }],
    ]);
  });
});

describe('what a handler sends', () => {
  const sending = (completeAndSend: (receiver: ServiceBusReceiver) => CompleteAndSend) =>
    processSessions(system, {
      maxMessages: 6,
      completeAndSend: completeAndSend(system.client.createReceiver(sessionQueue)),
      handler: ({ messageId, deliveryCount = 0 }, context) => {
        context.send({ entity: 'orders', message: { messageId: `about-${String(messageId)}`, body: 1 } });
        if (messageId === 'a1' && deliveryCount === 0) throw new Error('not now');
      },
    });

  test.each<[string, (receiver: ServiceBusReceiver) => CompleteAndSend]>([
    ['in one transaction', (receiver) => transactionalCompletion({ client: system.client, receiver, log: silent })],
    ['before', (receiver) => sendThenComplete(system.client, receiver)],
  ])('leaves with its completion, %s, once', async (_, completeAndSend) => {
    await send(['a', 'b'], 3);
    await expect(sending(completeAndSend)).resolves.toMatchObject({ processed: 6, abandoned: 1, unsettled: 0 });
    const sent = await system.client.createReceiver('orders').peekMessages(10);
    expect(sent.map(({ messageId }) => messageId).sort()).toEqual(
      ['a0', 'a1', 'a2', 'b0', 'b1', 'b2'].map((id) => `about-${id}`),
    );
    expect(system.broker.counts(sessionQueue)).toMatchObject({ active: 0, deadLettered: 0 });
  });
});

describe('stopping', () => {
  test('does not wait for the session that is asked for', async () => {
    const stop = new AbortController();
    const processing = processSessions(system, { signal: stop.signal, handler: () => undefined });
    await turns(50);
    stop.abort();
    await expect(processing).resolves.toMatchObject({ received: 0 });
  });

  test('finishes what it is at and gives back the rest as if it had never been delivered', async () => {
    await send(['a'], 3);
    const stop = new AbortController();
    const begun = signalOnce();
    const finish = signalOnce();
    const processing = processSessions(system, {
      signal: stop.signal,
      handler: async () => {
        begun.happen();
        await finish.happened;
      },
    });
    await begun.happened;
    stop.abort();
    finish.happen();
    await expect(processing).resolves.toMatchObject({ processed: 1 });
    const receiver = await system.client.acceptSession(sessionQueue, 'a');
    expect(await receiver.receiveMessages(1)).toMatchObject([{ messageId: 'a1', deliveryCount: 0 }]);
  });

  test('interrupts a handler that is not done by the deadline, and hands its message back', async () => {
    await send(['a'], 1);
    const stop = new AbortController();
    let reason: unknown;
    const counts = await processSessions(system, {
      signal: stop.signal,
      stopDeadline: 10,
      handler: (_, { signal }) => {
        stop.abort();
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(new Error('interrupted'));
          });
        });
      },
    });
    expect(counts).toMatchObject({ processed: 0, cutShort: 1 });
    expect(reason).toMatchObject({ name: 'StopDeadlineError' });
  });

  test('gives up a handler that does not end, and its message is there for others', async () => {
    await send(['a'], 1);
    const stop = new AbortController();
    const counts = await processSessions(system, {
      signal: stop.signal,
      stopDeadline: 10,
      handler: () => {
        stop.abort();
        return new Promise(() => undefined);
      },
    });
    expect(counts).toMatchObject({ processed: 0, cutShort: 1 });
    const receiver = await system.client.acceptSession(sessionQueue, 'a');
    await expect(receiver.receiveMessages(1)).resolves.toHaveLength(1);
  });

  test('ends when as many are processed as wanted, and takes no more', async () => {
    await send(named('s', 10), 5);
    const counts = await processSessions(system, { maxMessages: 20, handler: () => turns(1) });
    expect(counts.processed).toBe(20);
    expect(system.broker.counts(sessionQueue).active).toBe(30);
  });

  test('ends when nothing has come for long enough', async () => {
    await send(['a'], 3);
    const counts = await processSessions(system, { stopWhenIdle: 200, handler: () => undefined });
    expect(counts).toMatchObject({ processed: 3 });
  });
});

describe('sources', () => {
  test.each([
    ['an entity that does not exist', 'nowhere', /^Cannot receive from nowhere: .*correct the name/],
    ['an entity without sessions', 'orders', /^Cannot receive from orders: /],
  ])('%s ends it, saying why', async (_, entity, message) => {
    const processing = processSessions(system, {
      source: queueSessions(system.client, entity),
      handler: () => undefined,
    });
    await expect(processing).rejects.toThrow(message);
  });

  test('a key without the right to listen ends it, naming the cure', async () => {
    const client = connect(system.broker.connectionString({ entityPath: sessionQueue, name: 'producer' }));
    try {
      const source = queueSessions(client, sessionQueue);
      const { signal } = new AbortController();
      const processing = runSessionProcessor({ source, signal, log: silent, handler: () => undefined });
      await expect(processing).rejects.toThrow(/right to do this/);
    } finally {
      await client.close();
    }
  });
});
