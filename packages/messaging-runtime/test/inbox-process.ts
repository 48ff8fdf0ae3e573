/**
 * A consumer in a process of its own, for tests that kill it:
 * `inbox-process.ts <connection string> <inbox> <die | stay>`. Its effect is a row in the inbox's own file. With `die` it
 * dies when the effect of its first message is there and nobody has been told.
 */
import { connect, openSqliteInbox, processingReceiverOptions, runProcessor } from '../src/index.js';
import { silent } from './support.js';

const [connectionString = '', file = '', fate = ''] = process.argv.slice(2);

const client = connect(connectionString);
const inbox = await openSqliteInbox({ file, scope: 'orders', log: silent });
const { signal } = new AbortController();
const counts = await runProcessor({
  receiver: client.createReceiver('orders', processingReceiverOptions),
  signal,
  log: silent,
  prefetch: 10,
  concurrency: 5,
  stopWhenIdle: 500,
  handler: async (message) => {
    await inbox.once(message, (database) => {
      database.exec('CREATE TABLE IF NOT EXISTS effects (message_id TEXT NOT NULL) STRICT');
      database.prepare('INSERT INTO effects VALUES (?)').run(String(message.messageId));
    });
    if (fate === 'die') process.kill(process.pid, 'SIGKILL');
  },
});
inbox.close();
await client.close();
process.send?.(counts);
