import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { StoreError } from './open-journal.js';
import { schemaVersion } from './schema.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

/** The directory of a broker that ended with 200 messages. */
function aJournal(): { readonly directory: string; readonly file: string } {
  const directory = newDirectory();
  const store = new SqliteStore(directory);
  const queueId = store.queueIdOf('orders');
  for (let id = 1; id <= 200; id += 1) {
    const content = aMessage(`m${id}`, { body: 'x'.repeat(500) });
    store.journal.record(newMessage({ id, queueId, content, enqueuedTime: 0 }).copy({ sequenceNumber: id }));
  }
  store.journal.recordSequence(queueId, 0, 201);
  store.journal.recordAccepted({ queueId, number: 1, key: 'm1', time: 0 });
  store.journal.recordSessionState({ queueId, sessionId: 's', state: Buffer.from('open'), time: 0 });
  store.recordEntity('orders', { path: 'orders', base: null, definition: '{"a":1}', createdAt: 0, updatedAt: 0 });
  store.sharedAccessKeys('orders', 'Sender');
  store.close();
  return { directory, file: join(directory, journalFile) };
}

function edit(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

/** Starts as a broker does and reads everything. */
function readAll(directory: string): number {
  const store = new SqliteStore(directory);
  try {
    store.queueIdOf('orders');
    store.entities();
    store.sharedAccessKeys('orders', 'Sender');
    const { messages, accepted } = store.recover();
    for (const { key } of accepted) expect(key).toBe('m1');
    return [...messages].length;
  } finally {
    store.close();
  }
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

const damaged = expect.objectContaining({
  name: 'StoreError',
  message: expect.stringMatching(/damaged .* move them away to start empty/),
});

describe('a journal that cannot be used', () => {
  it('can be read while nothing is wrong with it', () => {
    expect(readAll(aJournal().directory)).toBe(200);
  });

  it('is one that another broker has: the error says so', () => {
    const { directory, file } = aJournal();
    const first = new SqliteStore(directory);
    const error = errorOf(() => new SqliteStore(directory));
    first.close();
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ message: expect.stringContaining(`${file} belongs to another broker`) });
  });

  it('stays closed to other processes when this one tried to open it twice', () => {
    const { directory, file } = aJournal();
    const first = new SqliteStore(directory);
    errorOf(() => new SqliteStore(directory));
    const read =
      "new (require('better-sqlite3'))(process.argv[1], { timeout: 0 }).prepare('SELECT 1 FROM message').get()";
    const { status, stderr } = spawnSync(process.execPath, ['-e', read, file], { cwd: __dirname, encoding: 'utf8' });
    first.close();
    expect(status).toBe(1);
    expect(stderr).toContain('SQLITE_BUSY');
  });

  it('is one whose directory is a file: the error asks for another', () => {
    const { file } = aJournal();
    expect(errorOf(() => new SqliteStore(file))).toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('Choose a data directory that you may write.'),
    });
  });

  it('can be used again once the other broker has ended', () => {
    const { directory } = aJournal();
    const first = new SqliteStore(directory);
    errorOf(() => new SqliteStore(directory));
    first.close();
    expect(readAll(directory)).toBe(200);
  });

  it('is one of a newer format, which stays as it is', () => {
    const { directory, file } = aJournal();
    edit(file, 'PRAGMA user_version = 99');
    const error = errorOf(() => readAll(directory));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ message: expect.stringContaining('has format 99') });
    const database = new Database(file);
    const version = database.pragma('user_version', { simple: true });
    database.close();
    expect(version).toBe(99);
  });

  it('is a file that is no database', () => {
    const directory = newDirectory();
    writeFileSync(join(directory, journalFile), 'This is a letter to my aunt. '.repeat(300));
    expect(errorOf(() => readAll(directory))).toEqual(damaged);
  });

  it.each([0.25, 0.5, 0.9])('is one of which only the first part is left: %d of it', (part) => {
    const { directory, file } = aJournal();
    truncateSync(file, Math.floor(statSync(file).size * part));
    expect(errorOf(() => readAll(directory))).toEqual(damaged);
  });

  it('is one with a page of rubbish among its messages', () => {
    const { directory, file } = aJournal();
    const pages = statSync(file).size / 4096;
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(4096, 0xff), 0, 4096, (pages - 5) * 4096);
    closeSync(descriptor);
    expect(errorOf(() => readAll(directory))).toEqual(damaged);
  });

  it('is one with a message whose content is rubbish', () => {
    const { directory, file } = aJournal();
    edit(file, "UPDATE message SET content = x'ff00ff' WHERE id = 100");
    expect(errorOf(() => readAll(directory))).toEqual(damaged);
  });

  it.each([
    [
      'a byte of a message',
      "UPDATE message SET content = CAST(substr(content, 1, 60) || x'ff' || substr(content, 62) AS BLOB) WHERE id = 100",
    ],
    ['the state of a message', "UPDATE message SET state = 'deferred' WHERE id = 100"],
    ['the number of a message', 'UPDATE message SET sequence_number = 1000 WHERE id = 100'],
    ['the name of a message queue', "UPDATE message_queue SET path = 'ordert'"],
    ['the next sequence number', 'UPDATE sequence SET next = 3'],
    ['what was accepted', "UPDATE accepted_message SET key = 'x'"],
    ['the state of a session', "UPDATE session_state SET state = x'00'"],
    ['the definition of an entity', "UPDATE entity SET definition = '{}'"],
    ['a key', "UPDATE shared_access_key SET primary_key = 'x'"],
    ['a table', 'ALTER TABLE sequence RENAME TO sequenze'],
  ])('is one with another value in place of %s', (_, sql) => {
    const { directory, file } = aJournal();
    edit(file, sql);
    expect(errorOf(() => readAll(directory))).toEqual(damaged);
  });

  it('is one that lacks a row which an index or a page still counts', () => {
    const { directory, file } = aJournal();
    // One cell less on a page full of messages.
    const page = readFileSync(file);
    for (let at = 4096; at < page.length; at += 4096) {
      if (page[at] !== 0x0d || page.readUInt16BE(at + 3) < 5) continue;
      page.writeUInt16BE(page.readUInt16BE(at + 3) - 1, at + 3);
      break;
    }
    writeFileSync(file, page);
    expect(errorOf(() => readAll(directory))).toEqual(damaged);
  });

  it('is one in a directory that cannot be made', () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const error = errorOf(() => new SqliteStore(join(file, 'data')));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
  });

  it('leaves no lock behind when it is refused', () => {
    const { directory, file } = aJournal();
    edit(file, 'PRAGMA user_version = 99');
    errorOf(() => new SqliteStore(directory));
    edit(file, `PRAGMA user_version = ${schemaVersion}`);
    expect(readAll(directory)).toBe(200);
  });
});
