import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusSessionReceiver } from '@azure/service-bus';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly, receiveOne, receiveWhatIsThere } from './helpers/receiving.js';

const lockDuration = 30_000;
let namespace: LocalNamespace;
let client: ServiceBusClient;

beforeEach(async () => {
  const sessionful = { requiresSession: true, lockDuration: 'PT30S', maxDeliveryCount: 3 } as const;
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'carts', ...sessionful }),
        defineQueue({ name: 'spread', ...sessionful, partitioningEnabled: true }),
        defineQueue({ name: 'plain' }),
        defineQueue({ name: 'source', forwardTo: 'carts' }),
      ],
      topics: [
        defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing', ...sessionful })] }),
      ],
    }),
  );
  client = namespace.client;
});

afterEach(() => namespace.close());

async function send(sessionId: string, ...bodies: readonly string[]): Promise<void> {
  await client.createSender('carts').sendMessages(bodies.map((body) => ({ body, sessionId })));
}

function bodiesOf(messages: readonly ServiceBusReceivedMessage[]): readonly unknown[] {
  return messages.map(({ body }) => body as unknown);
}

/** A receiver's subscriber: resolves with the first error that it hears. */
function firstError(receiver: ServiceBusSessionReceiver): Promise<unknown> {
  return new Promise((resolve) => {
    receiver.subscribe({ processMessage: async () => undefined, processError: async ({ error }) => resolve(error) });
  });
}

describe('a session that is asked for by name', () => {
  it('is given at once, with its messages in the order in which they were sent', async () => {
    await send('a', 'a1', 'a2');
    await send('b', 'b1');
    await send('a', 'a3');

    const receiver = await client.acceptSession('carts', 'a');

    expect(receiver.sessionId).toBe('a');
    expect(receiver.sessionLockedUntilUtc).toEqual(new Date(namespace.clock.now() + lockDuration));
    expect(bodiesOf(await receiveExactly(receiver, 3))).toEqual(['a1', 'a2', 'a3']);
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  it('is given without messages, and gets those that come', async () => {
    const receiver = await client.acceptSession('carts', 'empty');
    const coming = receiveOne(receiver);

    await send('empty', 'first');

    expect(await coming).toMatchObject({ body: 'first', sessionId: 'empty', deliveryCount: 0 });
  });

  it('is refused while somebody else holds it, and free once it is closed', async () => {
    const receiver = await client.acceptSession('carts', 'a');
    await expect(namespace.connect().acceptSession('carts', 'a')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    });

    await receiver.close();

    expect((await namespace.connect().acceptSession('carts', 'a')).sessionId).toBe('a');
  });
});

describe('the next session', () => {
  it('is one that has messages and that nobody holds, each in turn', async () => {
    await client.acceptSession('carts', 'empty');
    for (const id of ['a', 'b', 'c']) await send(id, `${id}1`);
    await client.acceptSession('carts', 'b');

    const first = await client.acceptNextSession('carts');
    const second = await client.acceptNextSession('carts');

    expect([first.sessionId, second.sessionId]).toEqual(['a', 'c']);
    expect(bodiesOf([await receiveOne(second)])).toEqual(['c1']);
  });

  it('is waited for', async () => {
    const waiting = client.acceptNextSession('carts');
    await send('late', 'hello');

    const receiver = await waiting;

    expect(receiver.sessionId).toBe('late');
    expect((await receiveOne(receiver)).body).toBe('hello');
  });

  it('is not there when the wait is over', async () => {
    let isOver = false;
    const refusal = client.acceptNextSession('carts').catch((error: unknown) => error);
    void refusal.finally(() => (isOver = true));
    // Its request may not have arrived yet: the clock goes on until it has, and has waited long enough.
    while (!isOver) {
      namespace.clock.advance(1000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }

    expect(await refusal).toMatchObject({
      code: 'ServiceTimeout',
      message: expect.stringContaining("No session of 'carts' with messages became available"),
    });
  });
});

describe('a message of a session', () => {
  it('that is abandoned comes again before those behind it, and a delivery older', async () => {
    await send('a', 'a1', 'a2');
    const receiver = await client.acceptSession('carts', 'a');
    const first = await receiveOne(receiver);

    await receiver.abandonMessage(first, { retried: true });

    expect(await receiveExactly(receiver, 2)).toMatchObject([
      { body: 'a1', deliveryCount: 1, applicationProperties: { retried: true } },
      { body: 'a2', deliveryCount: 0 },
    ]);
  });

  it('is locked as long as its session', async () => {
    await send('a', 'a1');
    const receiver = await client.acceptSession('carts', 'a');
    namespace.clock.advance(10_000);

    expect((await receiveOne(receiver)).lockedUntilUtc).toEqual(receiver.sessionLockedUntilUtc);
  });

  it('that is deferred is received by its number, in its session', async () => {
    await send('a', 'a1', 'a2');
    const receiver = await client.acceptSession('carts', 'a');
    const message = await receiveOne(receiver);
    const sequenceNumber = message.sequenceNumber ?? [];
    await receiver.deferMessage(message);
    const other = await client.acceptSession('carts', 'b');
    await expect(other.receiveDeferredMessages(sequenceNumber)).rejects.toMatchObject({ code: 'MessageNotFound' });

    const [deferred] = await receiver.receiveDeferredMessages(sequenceNumber);
    if (deferred) await receiver.completeMessage(deferred);

    expect(deferred).toMatchObject({ body: 'a1', deliveryCount: 1, sessionId: 'a' });
    expect(namespace.broker.counts('carts')).toMatchObject({ active: 1, deferred: 0 });
  });

  it('that is dead-lettered is read by a plain receiver, with its session id', async () => {
    await send('a', 'a1');
    const receiver = await client.acceptSession('carts', 'a');
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'broken',
      deadLetterErrorDescription: 'no address',
    });

    const letters = client.createReceiver('carts', { subQueueType: 'deadLetter' });

    expect(await receiveOne(letters)).toMatchObject({ body: 'a1', sessionId: 'a', deadLetterReason: 'broken' });
  });

  it('becomes a dead letter after its last delivery', async () => {
    await send('a', 'a1', 'a2');
    const receiver = await client.acceptSession('carts', 'a');
    for (let delivery = 1; delivery <= 3; delivery += 1) await receiver.abandonMessage(await receiveOne(receiver));

    expect((await receiveOne(receiver)).body).toBe('a2');
    const letters = client.createReceiver('carts', { subQueueType: 'deadLetter' });
    expect(await receiveOne(letters)).toMatchObject({ deadLetterReason: 'MaxDeliveryCountExceeded' });
  });

  it('is gone once it is received and deleted', async () => {
    await send('a', 'a1', 'a2');
    const receiver = await client.acceptSession('carts', 'a', { receiveMode: 'receiveAndDelete' });

    expect(bodiesOf(await receiveExactly(receiver, 2))).toEqual(['a1', 'a2']);
    expect(namespace.broker.counts('carts').active).toBe(0);
  });

  it('is shown with the others of its session to who peeks', async () => {
    await send('a', 'a1');
    await send('b', 'b1');
    await send('a', 'a2', 'a3');
    const receiver = await client.acceptSession('carts', 'a');
    await receiveOne(receiver);

    expect(bodiesOf(await receiver.peekMessages(2))).toEqual(['a1', 'a2']);
    expect(bodiesOf(await receiver.peekMessages(2))).toEqual(['a3']);
    expect(await receiver.peekMessages(2)).toEqual([]);
  });
});

describe("a session's lock", () => {
  it('is renewed', async () => {
    await send('a', 'a1');
    const receiver = await client.acceptSession('carts', 'a');
    const message = await receiveOne(receiver);
    namespace.clock.advance(lockDuration - 1000);

    const lockedUntil = await receiver.renewSessionLock();

    expect(lockedUntil).toEqual(new Date(namespace.clock.now() + lockDuration));
    namespace.clock.advance(lockDuration - 1000);
    await receiver.completeMessage(message);
    expect(namespace.broker.counts('carts').active).toBe(0);
  });

  it('expires: its subscriber hears of it, and the next receiver gets its messages, a delivery older', async () => {
    await send('a', 'a1', 'a2');
    const late = await client.acceptSession('carts', 'a');
    const message = await receiveOne(late);
    const error = firstError(await client.acceptSession('carts', 'b'));
    namespace.clock.advance(lockDuration);

    expect(await error).toMatchObject({ code: 'SessionLockLost' });
    await expect(late.completeMessage(message)).rejects.toMatchObject({ code: 'SessionLockLost' });
    const next = await client.acceptSession('carts', 'a');
    expect(await receiveExactly(next, 2)).toMatchObject([
      { body: 'a1', deliveryCount: 1 },
      { body: 'a2', deliveryCount: 0 },
    ]);
  });

  it('that is given up gives messages back uncounted', async () => {
    await send('a', 'a1');
    const first = await client.acceptSession('carts', 'a');
    await receiveOne(first);
    await first.close();

    const second = await client.acceptSession('carts', 'a');

    expect(await receiveOne(second)).toMatchObject({ body: 'a1', deliveryCount: 0 });
  });
});

describe("a session's state", () => {
  it('is kept without messages, for whoever has the session next', async () => {
    const first = await client.acceptSession('carts', 'a');
    expect(await first.getSessionState()).toBeNull();
    await first.setSessionState({ step: 2, done: ['x'] });
    await first.close();

    const second = await client.acceptSession('carts', 'a');

    expect(await second.getSessionState()).toEqual({ step: 2, done: ['x'] });
    const other = await client.acceptSession('carts', 'b');
    expect(await other.getSessionState()).toBeNull();
  });
});

describe('a subscriber of a session', () => {
  it('gets its messages one after another, completed as they are processed', async () => {
    await send('a', ...Array.from({ length: 20 }, (_, index) => `a${index}`));
    const receiver = await client.acceptSession('carts', 'a');
    const bodies: unknown[] = [];

    await new Promise<void>((resolve, reject) => {
      receiver.subscribe({
        processMessage: async ({ body }) => {
          bodies.push(body);
          if (bodies.length === 20) resolve();
        },
        processError: async ({ error }) => reject(error),
      });
    });

    expect(bodies).toEqual(Array.from({ length: 20 }, (_, index) => `a${index}`));
  });
});

describe('an entity with sessions', () => {
  it('refuses a message without a session id', async () => {
    await expect(client.createSender('carts').sendMessages({ body: 1 })).rejects.toMatchObject({
      message: expect.stringContaining("'carts' requires sessions. Set the session id"),
    });
    await expect(
      client.createSender('carts').scheduleMessages({ body: 1 }, new Date(namespace.clock.now() + 60_000)),
    ).rejects.toMatchObject({ message: expect.stringContaining("'carts' requires sessions") });
    expect(namespace.broker.counts('carts')).toMatchObject({ active: 0, scheduled: 0 });
  });

  it('refuses a receiver without a session', async () => {
    await expect(client.createReceiver('carts').receiveMessages(1)).rejects.toMatchObject({
      message: expect.stringContaining("'carts', an entity that requires sessions"),
    });
  });

  it('may be a subscription, to which copies without a session id are dead letters', async () => {
    const sender = client.createSender('events');
    await sender.sendMessages([{ body: 'in', sessionId: 'a' }, { body: 'out' }]);

    const receiver = await client.acceptNextSession('events', 'billing');

    expect(bodiesOf([await receiveOne(receiver)])).toEqual(['in']);
    const letters = client.createReceiver('events', 'billing', { subQueueType: 'deadLetter' });
    expect(await receiveOne(letters)).toMatchObject({ body: 'out', deadLetterReason: 'Session ID is null' });
  });

  it('may be forwarded to, and dead-letters what comes without a session id', async () => {
    await client.createSender('source').sendMessages([{ body: 'in', sessionId: 'a' }, { body: 'out' }]);

    expect((await client.acceptNextSession('carts')).sessionId).toBe('a');
    expect(namespace.broker.counts('carts')).toMatchObject({ active: 1, deadLettered: 1 });
  });

  it('may be partitioned: each session keeps its order, with many of them received at once', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const sender = client.createSender('spread');
    for (let n = 0; n < 5; n += 1)
      await Promise.all(ids.map((sessionId) => sender.sendMessages({ body: n, sessionId })));

    const received = await Promise.all(
      ids.map(async () => {
        const receiver = await client.acceptNextSession('spread');
        const messages = await receiveExactly(receiver, 5);
        for (const message of messages) await receiver.completeMessage(message);
        return [receiver.sessionId, ...bodiesOf(messages)];
      }),
    );

    expect(received.sort()).toEqual(ids.map((id) => [id, 0, 1, 2, 3, 4]).sort());
    expect(namespace.broker.counts('spread').active).toBe(0);
  });
});
