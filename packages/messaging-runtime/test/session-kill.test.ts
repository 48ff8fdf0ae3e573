import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { inOrder, interleaved, named, SessionLedger, sessionQueue } from './sessions.js';

const program = fileURLToPath(new URL('session-process.ts', import.meta.url));
const sessionIds = named('s', 10);
const perSession = 50;

let system: TestSystem;
const children: ChildProcess[] = [];

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await system.close();
});

const inboxFile = () => join(system.folder, 'inbox.sqlite');

function start(): ChildProcess {
  const child = fork(program, [system.broker.connectionString(), inboxFile()], {
    execArgv: ['--conditions=@ams/source', '--import', 'tsx'],
  });
  children.push(child);
  return child;
}

function effects(): SessionLedger {
  const ledger = new SessionLedger();
  const database = new Sqlite(inboxFile(), { readonly: true });
  try {
    const rows = database
      .prepare<[], { sessionId: string; messageId: string }>(
        'SELECT session_id AS sessionId, message_id AS messageId FROM effects ORDER BY rowid',
      )
      .all();
    for (const row of rows) ledger.note(row);
  } finally {
    database.close();
  }
  return ledger;
}

/** Starts one that has begun its work. */
async function startWork(): Promise<ChildProcess> {
  const child = start();
  await once(child, 'message');
  return child;
}

test('effects are there once and in order, though messages are sent twice and processes are killed', async () => {
  const messages = interleaved(sessionIds, perSession).flatMap((message) => [message, message]);
  await system.client.createSender(sessionQueue).sendMessages(messages);
  let [other, victim] = await Promise.all([startWork(), startWork()]);
  for (let kill = 0; kill < 3; kill += 1) {
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    [victim, other] = [other, await startWork()];
  }
  await Promise.all([victim, other].map((child) => once(child, 'exit')));
  expect(effects().bySession).toEqual(inOrder(sessionIds, perSession));
  expect(system.broker.counts(sessionQueue)).toMatchObject({ active: 0, deadLettered: 0 });
}, 120_000);
