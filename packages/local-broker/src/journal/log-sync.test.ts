import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import type { SyncFile } from './log-sync.js';
import { StoreError } from './open-journal.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

/** A disk that takes its time: each sync ends when the test says so. */
class SlowDisk {
  readonly #syncs: ((error: Error | null) => void)[] = [];

  readonly sync: SyncFile = (_, callback) => void this.#syncs.push(callback);

  get syncsUnderWay(): number {
    return this.#syncs.length;
  }

  async finish(error: Error | null = null): Promise<void> {
    this.#syncs.shift()?.(error);
    await turn();
  }
}

let directory: string;
let disk: SlowDisk;
let store: SqliteStore;
let queueId: number;
let heard: string[];

beforeEach(async () => {
  directory = newDirectory();
  disk = new SlowDisk();
  store = new SqliteStore(directory, { syncFile: disk.sync });
  queueId = store.queueIdOf('orders');
  heard = [];
  await turn();
  await disk.finish();
});

/** Records a message and waits for it, as a queue does that was sent one. */
async function take(id: number): Promise<void> {
  store.journal.record(
    newMessage({ id, queueId, content: aMessage(`m${id}`), enqueuedTime: 1_700_000_000_000 }).copy({
      sequenceNumber: id,
    }),
  );
  store.journal.whenDurable((error) => heard.push(`${id}: ${error?.message ?? 'durable'}`));
  await turn();
}

/** What is in the journal's files now. */
function writtenIds(): readonly number[] {
  const copy = newDirectory();
  for (const file of [journalFile, `${journalFile}-wal`]) copyFileSync(join(directory, file), join(copy, file));
  const other = new SqliteStore(copy);
  const ids = [...other.recover().messages].map(({ message: { id } }) => id);
  other.close();
  return ids;
}

describe('while the disk is at it', () => {
  afterEach(() => store.close());

  it('nobody hears that a message is durable before the disk has it', async () => {
    await take(1);
    expect(writtenIds()).toEqual([1]);
    expect(heard).toEqual([]);
    await disk.finish();
    expect(heard).toEqual(['1: durable']);
  });

  it('all that comes meanwhile waits for one next commit, so that a loss of power can tear the last one alone', async () => {
    await take(1);
    await take(2);
    await take(3);
    expect(disk.syncsUnderWay).toBe(1);
    expect(writtenIds()).toEqual([1]);
    await disk.finish();
    expect(heard).toEqual(['1: durable']);
    expect(writtenIds()).toEqual([1, 2, 3]);
    await disk.finish();
    expect(heard).toEqual(['1: durable', '2: durable', '3: durable']);
  });

  it('whoever has nothing to write waits for what was recorded before', async () => {
    await take(1);
    store.journal.whenDurable(() => heard.push('later'));
    await turn();
    expect(heard).toEqual([]);
    await disk.finish();
    expect(heard).toEqual(['1: durable', 'later']);
  });

  it('closing waits for it, and for what came meanwhile', async () => {
    await take(1);
    await take(2);
    store.close();
    expect(heard).toEqual(['1: durable', '2: durable']);
    const again = new SqliteStore(directory);
    expect([...again.recover().messages]).toHaveLength(2);
    again.close();
  });
});

it('takes no more once the disk has lost a commit, and says what to do', async () => {
  await take(1);
  await disk.finish(new Error('EIO: i/o error'));
  await take(2);
  const loss = /^The journal .* could not be brought to its disk: EIO: i\/o error.*start the broker again/;
  expect(heard).toEqual([
    expect.stringMatching(new RegExp(`^1: ${loss.source.slice(1)}`)),
    expect.stringMatching(new RegExp(`^2: ${loss.source.slice(1)}`)),
  ]);
  expect(store.journal.failure?.message).toMatch(loss);
  expect(disk.syncsUnderWay).toBe(0);
  expect(() => store.close()).toThrow(StoreError);
});
