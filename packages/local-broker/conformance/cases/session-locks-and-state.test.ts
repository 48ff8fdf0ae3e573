import type { ServiceBusClient } from '@azure/service-bus';

import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { eventually, until } from '../harness/waiting.js';

/** The shortest lock that Azure gives. */
const orders = {
  capabilities: ['sessions'],
  queues: { orders: { requiresSession: true, lockDuration: 'PT5S' } },
} as const;

/** A client renews the lock of a session unless it is told not to. */
const unrenewed = { maxAutoLockRenewalDurationInMs: 0 };

const afterTheLock = (): Promise<void> => until(new Date(Date.now() + 7000));

const sendTo = (client: ServiceBusClient, queue: string, sessionId: string, body: unknown) =>
  client.createSender(queue).sendMessages({ body, sessionId });

describe('Session locks and state', () => {
  conform('a lock ends, and another receiver gets the session', orders, async ({ client, connect, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    await receiveOne(await client.acceptSession(names.orders, 's-1', unrenewed));
    await afterTheLock();

    const again = await eventually(() => connect().acceptSession(names.orders, 's-1'));

    expect(await receiveOne(again)).toMatchObject({ body: 'a', deliveryCount: 1 });
  });

  conform('a lock that ended settles nothing', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1', unrenewed);
    const message = await receiveOne(session);
    await afterTheLock();

    await expect(session.completeMessage(message)).rejects.toMatchObject({ code: 'SessionLockLost' });
    await expect(session.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    await expect(session.getSessionState()).rejects.toMatchObject({ name: 'ServiceBusError' });
  });

  conform('a subscriber is told that its lock ended', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1', unrenewed);
    const codes: unknown[] = [];

    session.subscribe(
      {
        processMessage: async () => undefined,
        processError: async ({ error }) => void codes.push((error as { readonly code?: unknown }).code),
      },
      { autoCompleteMessages: false },
    );

    await eventually(() => expect(codes).toContain('SessionLockLost'), 30_000);
  });

  conform('a lock is renewed', orders, async ({ client, connect, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1', unrenewed);
    const message = await receiveOne(session);
    const first = session.sessionLockedUntilUtc.getTime();

    for (let renewal = 0; renewal < 3; renewal += 1) {
      await until(new Date(Date.now() + 2000));
      expect((await session.renewSessionLock()).getTime()).toBeGreaterThan(first);
    }

    await expect(connect({ retryOptions: { maxRetries: 0 } }).acceptSession(names.orders, 's-1')).rejects.toMatchObject(
      { code: 'SessionCannotBeLocked' },
    );
    await session.completeMessage(message);
    expect(await session.peekMessages(1)).toEqual([]);
  });

  conform('a lock is renewed by a receiver that is told to', orders, async ({ client, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1', { maxAutoLockRenewalDurationInMs: 60_000 });
    const message = await receiveOne(session);
    await until(new Date(Date.now() + 12_000));

    await session.completeMessage(message);
  });

  conform('a lock ends with its connection', orders, async ({ client, connect, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const other = connect();
    await receiveOne(await other.acceptSession(names.orders, 's-1'));
    await other.close();

    const again = await eventually(() => client.acceptSession(names.orders, 's-1'));

    expect(await receiveOne(again)).toMatchObject({ body: 'a' });
  });

  const states: readonly (readonly [string, unknown])[] = [
    ['text', 'some text'],
    ['an object', { step: 3, done: ['a', 'b'] }],
    ['a number', 17],
  ];
  for (const [kind, state] of states) {
    conform(`a session keeps ${kind} as its state`, orders, async ({ client, connect, names }) => {
      const session = await client.acceptSession(names.orders, 's-1');
      await session.setSessionState(state);
      await session.close();

      const again = await eventually(() => connect().acceptSession(names.orders, 's-1'));

      expect(await again.getSessionState()).toEqual(state);
    });
  }

  conform('a session has no state at first', orders, async ({ client, names }) => {
    const session = await client.acceptSession(names.orders, 's-1');

    expect((await session.getSessionState()) ?? null).toBeNull();
  });

  conform('a state is cleared', orders, async ({ client, names }) => {
    const session = await client.acceptSession(names.orders, 's-1');
    await session.setSessionState('some text');

    await session.setSessionState(null);

    expect((await session.getSessionState()) ?? null).toBeNull();
  });

  conform('each session has a state of its own', orders, async ({ client, names }) => {
    const [one, two] = [
      await client.acceptSession(names.orders, 's-1'),
      await client.acceptSession(names.orders, 's-2'),
    ];

    await one.setSessionState('one');
    await two.setSessionState('two');

    expect([await one.getSessionState(), await two.getSessionState()]).toEqual(['one', 'two']);
  });

  conform('a state stays when the messages are gone', orders, async ({ client, connect, names }) => {
    await sendTo(client, names.orders, 's-1', 'a');
    const session = await client.acceptSession(names.orders, 's-1');
    await session.setSessionState({ seen: 1 });
    await session.completeMessage(await receiveOne(session));
    await session.close();

    const again = await eventually(() => connect().acceptSession(names.orders, 's-1'));

    expect(await again.getSessionState()).toEqual({ seen: 1 });
  });
});
