import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { ManualClock } from '../engine/clock.js';
import { type BrokerMessage, newMessage } from '../engine/message.js';
import { SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

function bytesIn(directory: string): number {
  return readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
}

const mebibyte = 1024 * 1024;

/** A journal with messages of 16 KiB each. */
async function aJournalOf(count: number) {
  const directory = newDirectory();
  const clock = new ManualClock(0);
  const store = new SqliteStore(directory, { clock });
  const queueId = store.queueIdOf('orders');
  const body = 'x'.repeat(16 * 1024);
  const committed = (): Promise<void> =>
    new Promise((resolve, reject) => store.journal.whenDurable((error) => (error ? reject(error) : resolve())));
  const messages: BrokerMessage[] = [];
  const send = async (howMany: number): Promise<void> => {
    for (let sent = 0; sent < howMany; sent += 1) {
      const id = messages.length + 1;
      const message = newMessage({ id, queueId, content: aMessage(`m${id}`, { body }), enqueuedTime: 0 });
      messages.push(message);
      store.journal.record(message);
      if (id % 50 === 0) await committed();
    }
    await committed();
  };
  const complete = async (some: readonly BrokerMessage[]): Promise<void> => {
    for (const message of some) {
      message.removed = true;
      store.journal.record(message);
    }
    await committed();
  };
  await send(count);
  return { directory, clock, store, messages, send, complete };
}

describe('the space of deleted messages', () => {
  it('is given back once nothing was written for a second or two, and the log is emptied', async () => {
    const { directory, clock, store, messages, complete } = await aJournalOf(2000);
    expect(bytesIn(directory)).toBeGreaterThan(32 * mebibyte);
    await complete(messages);
    clock.advance(5000);
    expect(bytesIn(directory)).toBeLessThan(mebibyte / 4);
    store.close();
  });

  it('leaves what lives alone', async () => {
    const { directory, clock, store, messages, complete } = await aJournalOf(1000);
    await complete(messages.filter(({ id }) => id % 100 !== 0));
    clock.advance(5000);
    expect(bytesIn(directory)).toBeLessThan(mebibyte / 2);
    store.close();

    const again = new SqliteStore(directory);
    const found = [...again.recover().messages].map(({ message }) => message);
    expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => (index + 1) * 100));
    for (const { id, content } of found) expect(content.bytes).toEqual(messages[id - 1]?.content.bytes);
    again.close();
  });

  it('is written anew while messages come and go, and given back beyond what lives and 16 MiB', async () => {
    const { directory, clock, store, messages, send, complete } = await aJournalOf(4000);
    await complete(messages.slice(0, 3900));
    for (let second = 0; second < 10; second += 1) {
      await send(50);
      await complete(messages.slice(-150, -100));
      clock.advance(1000);
    }
    expect(bytesIn(directory)).toBeLessThan(40 * mebibyte);
    store.close();
  });
});
