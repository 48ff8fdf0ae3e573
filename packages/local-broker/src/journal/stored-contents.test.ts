import { join } from 'node:path';

import Database from 'better-sqlite3';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { StoreError } from './open-journal.js';
import { journalFile, SqliteStore } from './sqlite-store.js';
import { checkContents, SqliteContents } from './stored-contents.js';

const newDirectory = temporaryDirectories();
const opened: Database.Database[] = [];

afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

/** A journal of ten messages, and what became of it. */
function contentsAfter(sql: string) {
  const directory = newDirectory();
  const store = new SqliteStore(directory);
  const queueId = store.queueIdOf('orders');
  for (let id = 1; id <= 10; id += 1) {
    store.journal.record(newMessage({ id, queueId, content: aMessage(`m${id}`), enqueuedTime: 0 }));
  }
  store.close();
  const file = join(directory, journalFile);
  const database = new Database(file);
  opened.push(database);
  database.exec(sql);
  return { database, contents: new SqliteContents(database, file, () => undefined) };
}

const ids = Array.from({ length: 10 }, (_, index) => index + 1);

describe('contents of messages in the journal', () => {
  it('are read as they were written, and only those that are asked for', () => {
    const read = [...contentsAfter('').contents.read([3, 7])].map(([id, content]) => [id, content.bytes]);
    expect(read).toEqual([3, 7].map((id) => [id, aMessage(`m${id}`).bytes]));
  });

  it.each([
    ['altered', 'UPDATE message SET content = zeroblob(length(content)) WHERE id = 4', 'message 4 is not as it was'],
    ['missing', 'DELETE FROM message WHERE id = 4', 'message 4 is missing'],
    [
      'rubbish, of a time without checksums',
      "UPDATE message SET content = x'ff00ff', content_checksum = NULL WHERE id = 4",
      'section',
    ],
  ])('can all be read but one that is %s', (_, sql, why) => {
    const { contents } = contentsAfter(sql);
    expect([...contents.read(ids)].map(([id]) => id)).toEqual(ids.filter((id) => id !== 4));
    const failure = contents.failureOf(4);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure.message).toContain('is damaged (');
    expect(failure.message).toContain(why);
  });

  it('are checked at the start while that does not take long', () => {
    const { database } = contentsAfter('UPDATE message SET content = zeroblob(length(content)) WHERE id = 4');
    expect(() => checkContents(database, 64 * 1024 * 1024)).toThrow(
      'the content of message 4 is not as it was written',
    );
    expect(() => checkContents(database, 64 * 1024 * 1024 + 1)).not.toThrow();
  });
});
