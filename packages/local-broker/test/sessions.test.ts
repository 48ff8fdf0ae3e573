import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';

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
