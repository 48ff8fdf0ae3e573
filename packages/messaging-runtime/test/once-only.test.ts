import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ManualClock } from '@ams/local-broker';
import Sqlite from 'better-sqlite3';
import {
  onceOnly,
  openSqliteInbox,
  processingReceiverOptions,
  runProcessor,
  type CompleteAndSend,
  type Outgoing,
  type ProcessorOptions,
  type SqliteInbox,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, silent } from './support.js';

const never = new AbortController().signal;

let system: TestSystem;
let clock: ManualClock;
let inbox: SqliteInbox | undefined;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, orders: { lockDuration: 'PT30S' } });
});

afterEach(async () => {
  inbox?.close();
  inbox = undefined;
  await system.close();
});

const inboxFile = () => join(system.folder, 'inbox.sqlite');

async function openInbox(): Promise<SqliteInbox> {
  inbox = await openSqliteInbox({ file: inboxFile(), scope: 'orders', log: silent });
  return inbox;
}

const send = (count: number) => system.client.createSender('orders').sendMessages(numbered(count));

const processorOf = (options: Pick<ProcessorOptions, 'handler'> & Partial<ProcessorOptions>) =>
  runProcessor({
    receiver: system.client.createReceiver('orders', processingReceiverOptions),
    signal: never,
    log: silent,
    ...options,
  });

test('what is sent twice is handled once', async () => {
  await send(100);
  await send(100);
  const handled: unknown[] = [];
  let skipped = 0;
  const handler = onceOnly(
    await openInbox(),
    ({ messageId }) => void handled.push(messageId),
    () => (skipped += 1),
  );
  const counts = await processorOf({ handler, maxMessages: 200 });
  expect({ counts, skipped }).toMatchObject({ counts: { processed: 200 }, skipped: 100 });
  expect([handled.length, new Set(handled).size]).toEqual([100, 100]);
});

test('a copy waits for whoever handles the first, and is handled when that fails', async () => {
  await send(1);
  await send(1);
  let calls = 0;
  let atOnce = 0;
  const handler = onceOnly(await openInbox(), async () => {
    calls += 1;
    atOnce += 1;
    expect(atOnce).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    atOnce -= 1;
    if (calls === 1) throw new Error('not now');
  });
  await expect(processorOf({ handler, maxMessages: 2 })).resolves.toMatchObject({ processed: 2, abandoned: 1 });
  expect(calls).toBe(2);
});

test('what was handled while its lock expired is not handled again, and what it sends leaves once', async () => {
  await send(3);
  await send(3);
  const left: Outgoing[] = [];
  const receiver = system.client.createReceiver('orders', processingReceiverOptions);
  const completeAndSend: CompleteAndSend = async (messages, sends) => {
    for (const message of messages) await receiver.completeMessage(message);
    left.push(...sends);
  };
  let calls = 0;
  const handler = onceOnly(await openInbox(), ({ messageId }, context) => {
    calls += 1;
    context.send({ entity: 'insights', message: { body: `about ${String(messageId)}` } });
    if (calls === 2) clock.advance(31_000);
  });
  const counts = await processorOf({ receiver, handler, completeAndSend, concurrency: 1, maxMessages: 6 });
  expect(counts.processed).toBe(6);
  expect(calls).toBe(3);
  expect(left.map(({ message }) => message.body as unknown).sort()).toEqual(['about m0', 'about m1', 'about m2']);
});

describe('processes that share an inbox', () => {
  const program = fileURLToPath(new URL('inbox-process.ts', import.meta.url));

  const start = (fate: 'die' | 'stay') =>
    fork(program, [system.broker.connectionString(), inboxFile(), fate], {
      execArgv: ['--conditions=@ams/source', '--import', 'tsx'],
    });

  function effects(): readonly string[] {
    const database = new Sqlite(inboxFile(), { readonly: true });
    try {
      const rows = database
        .prepare<[], { message_id: string }>('SELECT message_id FROM effects ORDER BY message_id')
        .all();
      return rows.map(({ message_id }) => message_id);
    } finally {
      database.close();
    }
  }

  test('have each effect once, though one is killed between an effect and its settlement', async () => {
    await send(20);
    await send(20);
    const [, killedBy] = (await once(start('die'), 'exit')) as [number | null, string | null];
    expect(killedBy).toBe('SIGKILL');
    expect(effects().length).toBeGreaterThan(0);
    clock.advance(31_000);
    await Promise.all([start('stay'), start('stay')].map((child) => once(child, 'exit')));
    expect(effects()).toEqual(
      numbered(20)
        .map(({ messageId }) => messageId)
        .sort(),
    );
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 0 });
  }, 60_000);
});
