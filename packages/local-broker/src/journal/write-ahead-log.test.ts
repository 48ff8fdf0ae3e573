import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();
const frameLength = 24 + 4096;

/** The directory of a broker that was killed after some commits, each of one message. */
async function afterCrash(commits = 20): Promise<{ readonly directory: string; readonly log: string }> {
  const running = newDirectory();
  const store = new SqliteStore(running);
  const queueId = store.queueIdOf('orders');
  for (let id = 1; id <= commits; id += 1) {
    const content = aMessage(`m${id}`, { body: 'x'.repeat(3000) });
    store.journal.record(newMessage({ id, queueId, content, enqueuedTime: 0 }).copy({ sequenceNumber: id }));
    await new Promise<void>((resolve, reject) =>
      store.journal.whenDurable((error) => (error ? reject(error) : resolve())),
    );
  }
  const directory = join(newDirectory(), 'copy');
  mkdirSync(directory);
  for (const file of [journalFile, `${journalFile}-wal`]) copyFileSync(join(running, file), join(directory, file));
  store.close();
  return { directory, log: join(directory, `${journalFile}-wal`) };
}

function overwrite(file: string, position: number, bytes: Buffer): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, position);
  closeSync(descriptor);
}

/** Starts as a broker does. @returns how many messages there are. */
function start(directory: string): number {
  const store = new SqliteStore(directory);
  try {
    return [...store.recover().messages].length;
  } finally {
    store.close();
  }
}

const damaged = expect.objectContaining({
  name: 'StoreError',
  message: expect.stringMatching(/journal\.sqlite is damaged \(.*journal\.sqlite-wal.*\)\. Restore a copy/),
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

const frames = (log: string): number => Math.floor((statSync(log).size - 32) / frameLength);

describe('the write-ahead log of a broker that was killed', () => {
  it('has all that was committed', async () => {
    expect(start((await afterCrash()).directory)).toBe(20);
  });

  it('may have rubbish behind its last commit', async () => {
    const { directory, log } = await afterCrash();
    appendFileSync(log, Buffer.alloc(3 * frameLength + 100, 0xa5));
    expect(start(directory)).toBe(20);
  });

  it('may end in a part of a transaction, which nobody was told of', async () => {
    const { directory, log } = await afterCrash();
    truncateSync(log, statSync(log).size - 1000);
    expect(start(directory)).toBe(19);
  });

  it('may have a last transaction that is torn in its midst', async () => {
    const { directory, log } = await afterCrash();
    overwrite(log, statSync(log).size - 1000, Buffer.alloc(100, 0xa5));
    expect(start(directory)).toBe(19);
  });

  it.each([0.1, 0.5, 0.8])(
    'is refused when a frame is damaged that others were committed behind: at %d',
    async (part) => {
      const { directory, log } = await afterCrash();
      const frame = Math.floor(frames(log) * part);
      overwrite(log, 32 + frame * frameLength + 1000, Buffer.from('rubbish'));
      const before = readFileSync(log);

      expect(errorOf(() => start(directory))).toEqual(damaged);
      expect(readFileSync(log).equals(before)).toBe(true);
    },
  );

  it.each([0, 4, 8, 12, 16, 20])('is refused when byte %d of the head of such a frame is damaged', async (byte) => {
    const { directory, log } = await afterCrash();
    const position = 32 + Math.floor(frames(log) / 2) * frameLength + byte;
    // Turned round: these bytes are random, and one in 256 is any that a test could choose.
    overwrite(log, position, Buffer.from([~(readFileSync(log)[position] ?? 0) & 0xff]));
    expect(errorOf(() => start(directory))).toEqual(damaged);
  });

  it('is refused when its beginning is damaged', async () => {
    const { directory, log } = await afterCrash();
    overwrite(log, 0, Buffer.alloc(32));
    expect(errorOf(() => start(directory))).toEqual(damaged);
  });

  it('may hold frames of an earlier time, which are in the database already', async () => {
    const { directory, log } = await afterCrash(400);
    const bytes = readFileSync(log);
    const saltOf = (position: number): bigint => bytes.readBigUInt64BE(position);
    expect(saltOf(32 + (frames(log) - 1) * frameLength + 8)).not.toBe(saltOf(16));

    expect(start(directory)).toBe(400);
  });
});
