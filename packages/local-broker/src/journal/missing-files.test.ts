import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

interface Files {
  readonly directory: string;
  readonly journal: string;
  readonly log: string;
}

function filesOf(directory: string): Files {
  const journal = join(directory, journalFile);
  return { directory, journal, log: `${journal}-wal` };
}

/** What a broker leaves that is killed after it acknowledged a message. */
async function afterKill(): Promise<Files> {
  const running = newDirectory();
  const store = new SqliteStore(running);
  const queueId = store.queueIdOf('orders');
  store.journal.record(
    newMessage({ id: 1, queueId, content: aMessage('a'), enqueuedTime: 0 }).copy({ sequenceNumber: 1 }),
  );
  await new Promise<void>((resolve) => store.journal.whenDurable(() => resolve()));
  const directory = join(newDirectory(), 'copy');
  mkdirSync(directory);
  for (const file of readdirSync(running)) copyFileSync(join(running, file), join(directory, file));
  store.close();
  return filesOf(directory);
}

/** Starts as a broker does, and ends. @returns how many messages there are. */
function start(directory: string): number {
  const store = new SqliteStore(directory);
  try {
    return [...store.recover().messages].length;
  } finally {
    store.close();
  }
}

describe('a journal of which files are missing', () => {
  it('has all that was acknowledged while none is', async () => {
    const { directory } = await afterKill();
    expect(start(directory)).toBe(1);
    expect(start(directory)).toBe(1);
  });

  it('is refused without its write-ahead log, again and again, until somebody decides', async () => {
    const { directory, journal, log } = await afterKill();
    rmSync(log);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect(() => start(directory)).toThrow(
        /journal\.sqlite is damaged \(.*-wal is gone.*\)\. Restore the log, or delete/,
      );
    }
    rmSync(`${journal}-open`);
    expect(start(directory)).toBe(0);
  });

  it('starts once the write-ahead log is back', async () => {
    const { directory, log } = await afterKill();
    renameSync(log, `${log}.away`);
    expect(() => start(directory)).toThrow('is gone');
    renameSync(`${log}.away`, log);
    expect(start(directory)).toBe(1);
  });

  it('is refused without its database, and the log stays', async () => {
    const { directory, journal, log } = await afterKill();
    rmSync(journal);
    const { size } = statSync(log);
    for (let attempt = 1; attempt <= 2; attempt += 1)
      expect(() => start(directory)).toThrow(/is damaged \(it is gone, and its write-ahead/);
    expect(statSync(log).size).toBe(size);
    rmSync(log);
    expect(start(directory)).toBe(0);
  });

  it('is refused when its database is empty', async () => {
    const { directory, journal } = await afterKill();
    truncateSync(journal, 0);
    expect(() => start(directory)).toThrow(/is damaged \(it is empty\)/);
  });

  it('needs no log when the broker ended by itself', () => {
    const { directory, log } = filesOf(newDirectory());
    start(directory);
    expect(existsSync(log)).toBe(false);
    expect(start(directory)).toBe(0);
  });

  it('can be read by others after a kill, with nothing changed', async () => {
    const { directory, journal } = await afterKill();
    const reader = new Database(journal, { readonly: true });
    expect(reader.prepare('SELECT count(*) FROM message').pluck().get()).toBe(1);
    reader.close();
    expect(start(directory)).toBe(1);
  });

  it('that is refused for its format can be started by the broker that wrote it', async () => {
    const { directory, journal } = await afterKill();
    const newer = new Database(journal);
    const version = newer.pragma('user_version', { simple: true });
    newer.pragma('user_version = 99');
    newer.close();
    writeFileSync(`${journal}-wal`, '');
    expect(() => start(directory)).toThrow('has format 99');
    const again = new Database(journal);
    again.pragma(`user_version = ${String(version)}`);
    again.close();
    expect(start(directory)).toBe(1);
  });

  it('is one that a broker never wrote when it has no format', () => {
    const { directory, journal } = filesOf(newDirectory());
    const other = new Database(journal);
    other.exec('CREATE TABLE aunt (letter TEXT)');
    other.close();
    expect(() => start(directory)).toThrow(/is damaged \(its format is 0/);
  });

  it('leaves no draft of a new one behind', () => {
    const { directory } = filesOf(newDirectory());
    start(directory);
    expect(readdirSync(directory)).toEqual([journalFile]);
  });
});
