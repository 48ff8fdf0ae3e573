/**
 * A consumer of sessions in a process of its own, for tests that kill it: `session-process.ts <connection string> <inbox>`.
 * Its effect is a row in the inbox's own file. It tells its parent when it begins.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { connect, openSqliteInbox, queueSessions, runSessionProcessor } from '../src/index.js';
import { sessionQueue } from './sessions.js';
import { silent } from './support.js';

const [connectionString = '', file = ''] = process.argv.slice(2);

const client = connect(connectionString);
const inbox = await openSqliteInbox({ file, scope: sessionQueue, log: silent });
const { signal } = new AbortController();
await runSessionProcessor({
  source: queueSessions(client, sessionQueue),
  signal,
  log: silent,
  sessions: 3,
  maxMessagesPerSession: 4,
  pauseBeforeRetry: () => 0,
  stopWhenIdle: 1_000,
  handler: async (message) => {
    const { messageId, sessionId, deliveryCount = 0 } = message;
    process.send?.('at work');
    // So that there is work left for those that come later.
    await pause(10);
    if (deliveryCount === 0 && Math.random() < 0.1) throw new Error('not now');
    await inbox.once(message, (database) => {
      database.exec('CREATE TABLE IF NOT EXISTS effects (session_id TEXT NOT NULL, message_id TEXT NOT NULL) STRICT');
      database.prepare('INSERT INTO effects VALUES (?, ?)').run(String(sessionId), String(messageId));
    });
  },
});
inbox.close();
await client.close();
