import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker } from '@ams/local-broker';
import { connect } from '../src/index.js';
import { startTestSystem, testTopology, type TestSystem } from '../src/testing/index.js';
import { inOrder, interleaved, named, processSessions, SessionLedger, sessionQueue, turns } from './sessions.js';
import { signalOnce } from './support.js';

describe('with a broker that stays', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await startTestSystem();
  });

  afterEach(() => system.close());

  const send = (sessionIds: readonly string[], perSession: number) =>
    system.client.createSender(sessionQueue).sendMessages(interleaved(sessionIds, perSession));

  test.each([
    ['its session is lost', { kind: 'lose-session-lock', entity: sessionQueue }],
    ['its link is detached', { kind: 'detach-link', entity: sessionQueue }],
    ['its connection breaks', { kind: 'drop-connection' }],
  ] as const)(
    'a handler hears that %s, its message comes again, and nothing overtakes it',
    async (_, fault) => {
      await send(['a'], 3);
      const attempts: unknown[] = [];
      const counts = await processSessions(system, {
        // More would be asking for sessions meanwhile, by links that the fault would detach, too.
        sessions: 1,
        maxMessages: 3,
        handler: async ({ messageId }, { signal }) => {
          attempts.push(messageId);
          if (attempts.length !== 1) return;
          const heard = new Promise((resolve) => signal.addEventListener('abort', resolve));
          system.broker.faults.add(fault);
          await heard;
          expect(signal.reason).toMatchObject({ name: 'LockLostError' });
        },
      });
      expect(attempts).toEqual(['a0', 'a0', 'a1', 'a2']);
      expect(counts).toMatchObject({ processed: 3, lockLost: 1 });
    },
    30_000,
  );

  test('goes on when all links are detached, one among them that is just being given a session', async () => {
    await send(['a'], 3);
    const attempts: unknown[] = [];
    await processSessions(system, {
      maxMessages: 3,
      handler: async ({ messageId }, { signal }) => {
        attempts.push(messageId);
        if (attempts.length !== 1) return;
        const heard = new Promise((resolve) => signal.addEventListener('abort', resolve));
        system.broker.faults.add({ kind: 'detach-link', entity: sessionQueue });
        await heard;
      },
    });
    expect(attempts.filter((id, index) => id !== attempts[index - 1])).toEqual(['a0', 'a1', 'a2']);
    expect(system.broker.counts(sessionQueue)).toMatchObject({ active: 0, deadLettered: 0 });
  }, 30_000);

  test('sessions that are lost while they are handled keep their order, and lose nothing', async () => {
    const sessionIds = named('s', 5);
    await send(sessionIds, 20);
    const ledger = new SessionLedger();
    const counts = await processSessions(system, {
      maxMessages: 100,
      handler: async (message) => {
        if (Math.random() < 0.05) {
          system.broker.faults.add({ kind: 'lose-session-lock', entity: sessionQueue, count: 1 });
        }
        await turns(2);
        ledger.note(message);
      },
    });
    // What was done and could not be completed is done again, at once: nothing comes between.
    const withoutRepeats = Object.fromEntries(
      Object.entries(ledger.bySession).map(([id, lines]) => [
        id,
        lines.filter((line, index) => line !== lines[index - 1]),
      ]),
    );
    expect(withoutRepeats).toEqual(inOrder(sessionIds, 20));
    expect(counts.processed).toBe(100);
    expect(system.broker.counts(sessionQueue)).toMatchObject({ active: 0, deadLettered: 0 });
  }, 30_000);

  test('a settlement that the broker refuses ends the turn of its session, and nothing overtakes its message', async () => {
    await send(['a'], 3);
    const attempts: unknown[] = [];
    system.broker.faults.add({ kind: 'refuse', on: 'settle', entity: sessionQueue });
    const counts = await processSessions(system, {
      maxMessages: 3,
      handler: ({ messageId }) => void attempts.push(messageId),
    });
    expect(counts.processed).toBe(3);
    expect(attempts.filter((id, index) => id !== attempts[index - 1])).toEqual(['a0', 'a1', 'a2']);
  }, 30_000);

  test('two processors share the sessions, take them from one another and keep their order', async () => {
    const sessionIds = named('s', 12);
    await send(sessionIds, 20);
    const ledger = new SessionLedger();
    const clients = [connect(system.broker.connectionString()), connect(system.broker.connectionString())] as const;
    const stop = new AbortController();
    let done = 0;
    const share = (client: (typeof clients)[number]) =>
      processSessions(
        { client },
        {
          sessions: 2,
          maxMessagesPerSession: 3,
          signal: stop.signal,
          handler: async (message) => {
            await turns(1);
            if (Math.random() < 0.1 && message.deliveryCount === 0) throw new Error('not now');
            ledger.note(message);
            done += 1;
            if (done === 240) stop.abort();
          },
        },
      );
    const counts = await Promise.all(clients.map(share));
    await Promise.all(clients.map((client) => client.close()));
    expect(ledger.bySession).toEqual(inOrder(sessionIds, 20));
    const processed = counts.map((each) => each.processed);
    expect(processed.reduce((sum, count) => sum + count)).toBe(240);
    expect(Math.min(...processed)).toBeGreaterThan(0);
  }, 30_000);
});

test('goes on in order with a broker that restarted', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'session-restart-'));
  const topology = testTopology();
  let broker = await startBroker({ topology, dataDirectory });
  const client = connect(broker.connectionString());
  try {
    const sessionIds = named('s', 4);
    await client.createSender(sessionQueue).sendMessages(interleaved(sessionIds, 10));
    const ledger = new SessionLedger();
    const half = signalOnce();
    const done = new Set<unknown>();
    const stop = new AbortController();
    const processing = processSessions(
      { client },
      {
        signal: stop.signal,
        handler: async (message) => {
          await turns(1);
          ledger.note(message);
          done.add(message.messageId);
          if (done.size === 20) half.happen();
          if (done.size === 40) stop.abort();
        },
      },
    );
    await half.happened;
    await broker.close();
    broker = await startBroker({ topology, dataDirectory, port: broker.port });
    await processing;
    const withoutRepeats = Object.fromEntries(
      Object.entries(ledger.bySession).map(([id, lines]) => [
        id,
        lines.filter((line, index) => line !== lines[index - 1]),
      ]),
    );
    expect(withoutRepeats).toEqual(inOrder(sessionIds, 10));
    expect(broker.counts(sessionQueue)).toMatchObject({ active: 0, deadLettered: 0 });
  } finally {
    await client.close();
    await broker.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}, 60_000);
