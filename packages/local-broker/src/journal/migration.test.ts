import { join } from 'node:path';

import Database from 'better-sqlite3';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage, idOf } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { rowChecksum } from './row-checksum.js';
import { migrations, schemaVersion } from './schema.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

/** The directory of a broker that wrote format 1 and held one message. */
function aJournalOfVersion1(): string {
  const directory = newDirectory();
  const database = new Database(join(directory, journalFile));
  database.exec(migrations[0] ?? '');
  database.pragma('user_version = 1');
  database.exec("INSERT INTO message_queue (id, path) VALUES (1, 'orders')");
  database
    .prepare(
      `INSERT INTO message (id, queue, sequence_number, state, enqueued_time, was_scheduled, delivery_count, content)
       VALUES (5, 1, 7, 'active', 1000, 0, 3, ?)`,
    )
    .run(aMessage('a').bytes);
  database.close();
  return directory;
}

describe('a journal of format 1', () => {
  it('is read as it was, with no hops and nothing in its histories', () => {
    const store = new SqliteStore(aJournalOfVersion1());
    const { messages, accepted, lastMessageId } = store.recover();
    const [message, ...others] = [...messages].map((each) => each.message);
    expect(message && idOf(message)).toBe('a');
    expect(message).toMatchObject({ id: 5, sequenceNumber: 7, deliveryCount: 3, forwardHops: 0 });
    expect(others).toEqual([]);
    expect([...accepted]).toEqual([]);
    expect(lastMessageId).toBe(5);
    store.close();
  });

  it('takes what the new format has, and is of the new format from then on', () => {
    const directory = aJournalOfVersion1();
    const store = new SqliteStore(directory);
    const queueId = store.queueIdOf('orders');
    const hopped = newMessage({ id: 6, queueId, content: aMessage('b'), enqueuedTime: 0 }).copy({ forwardHops: 3 });
    store.journal.record(hopped);
    store.journal.recordAccepted({ queueId, number: 1, key: 'b', time: 2000 });
    store.close();

    const again = new SqliteStore(directory);
    const { messages, accepted } = again.recover();
    expect(new Map([...messages].map(({ message: { id, forwardHops } }) => [id, forwardHops]))).toEqual(
      new Map([
        [5, 0],
        [6, 3],
      ]),
    );
    expect([...accepted]).toEqual([{ queueId, number: 1, key: 'b', time: 2000 }]);
    again.close();
    const database = new Database(join(directory, journalFile));
    expect(database.pragma('user_version', { simple: true })).toBe(schemaVersion);
    database.close();
  });
});

/** The directory of a broker that wrote format 5, with a checksum of each row, and held two messages. */
function aJournalOfVersion5(changed = ''): string {
  const directory = newDirectory();
  const database = new Database(join(directory, journalFile));
  for (const migration of migrations.slice(0, 5)) database.exec(migration);
  database.pragma('user_version = 5');
  database
    .prepare("INSERT INTO message_queue (id, path, checksum) VALUES (1, 'orders', ?)")
    .run(rowChecksum([1, 'orders']));
  const put = database.prepare(
    `INSERT INTO message (id, queue, sequence_number, enqueued_sequence_number, forward_hops, state, enqueued_time,
       expires_at, scheduled_for, was_scheduled, delivery_count, dead_letter_source, content, checksum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const rows = [
    [5, 1, 7, null, 0, 'active', 1000, null, null, 0, 3, null, aMessage('a', { group_id: 's' }).bytes],
    [6, 1, 8, 2, 1, 'deferred', 2000, 9000, 1500, 1, 0, 'invoices', aMessage('b').bytes],
  ];
  for (const row of rows) put.run(...row, rowChecksum(row));
  database.exec(changed);
  database.close();
  return directory;
}

describe('a journal of format 5', () => {
  it('is read as it was, byte for byte, in every column', () => {
    const store = new SqliteStore(aJournalOfVersion5());
    const [first, second] = [...store.recover().messages];
    expect(first?.message).toMatchObject({ id: 5, sequenceNumber: 7, state: 'active', deliveryCount: 3 });
    expect(first?.message.content.bytes).toEqual(aMessage('a', { group_id: 's' }).bytes);
    expect(second?.message).toMatchObject({
      id: 6,
      sequenceNumber: 8,
      enqueuedSequenceNumber: 2,
      forwardHops: 1,
      state: 'deferred',
      enqueuedTime: 2000,
      expiresAt: 9000,
      scheduledFor: 1500,
      wasScheduled: true,
      deadLetterSource: 'invoices',
    });
    expect(second?.message.content.bytes).toEqual(aMessage('b').bytes);
    store.close();
  });

  it('gives its rows checksums of the new format, which are checked from then on', () => {
    const directory = aJournalOfVersion5();
    new SqliteStore(directory).close();
    const again = new SqliteStore(directory);
    expect([...again.recover().messages]).toHaveLength(2);
    again.close();
    const database = new Database(join(directory, journalFile));
    expect(database.pragma('user_version', { simple: true })).toBe(schemaVersion);
    database.exec('UPDATE message SET delivery_count = 9 WHERE id = 6');
    database.close();
    const damaged = new SqliteStore(directory);
    expect(() => [...damaged.recover().messages]).toThrow('message 6 is not as it was written');
    damaged.close();
  });

  it.each([
    ['a column', 'UPDATE message SET delivery_count = 9 WHERE id = 6'],
    ['a content', 'UPDATE message SET content = zeroblob(length(content)) WHERE id = 6'],
  ])('is refused when %s is not as it was written, and stays of its format', (_, sql) => {
    const directory = aJournalOfVersion5(sql);
    expect(() => new SqliteStore(directory)).toThrow(/is damaged \(message 6 is not as it was written\)/);
    const database = new Database(join(directory, journalFile));
    expect(database.pragma('user_version', { simple: true })).toBe(5);
    expect(database.prepare('SELECT count(*) FROM message').pluck().get()).toBe(2);
    database.close();
  });
});

describe('the history of accepted messages in a journal', () => {
  it('loses what is forgotten, of that queue alone', () => {
    const directory = newDirectory();
    const store = new SqliteStore(directory);
    const [orders, events] = [store.queueIdOf('orders'), store.queueIdOf('events')];
    for (const queueId of [orders, events]) {
      for (const number of [1, 2, 3]) store.journal.recordAccepted({ queueId, number, key: `k${number}`, time: 0 });
    }
    store.journal.forgetAccepted(orders, 2);
    store.close();

    const again = new SqliteStore(directory);
    const left = [...again.recover().accepted].map(({ queueId, number }) => [queueId, number]);
    expect(left).toEqual([
      [orders, 3],
      [events, 1],
      [events, 2],
      [events, 3],
    ]);
    again.close();
  });
});

describe('the states of sessions in a journal', () => {
  it('are kept as they were set last, and are gone once they are cleared', () => {
    const directory = aJournalOfVersion1();
    const store = new SqliteStore(directory);
    const queueId = store.queueIdOf('orders');
    expect([...store.recover().sessionStates]).toEqual([]);
    const record = (sessionId: string, state: string | undefined, time: number) =>
      store.journal.recordSessionState({
        queueId,
        sessionId,
        state: state === undefined ? state : Buffer.from(state),
        time,
      });
    record('a', 'first', 1);
    record('a', '', 2);
    record('b', 'gone', 3);
    store.close();

    const again = new SqliteStore(directory);
    again.journal.recordSessionState({ queueId, sessionId: 'b', state: undefined, time: 4 });
    again.close();

    const last = new SqliteStore(directory);
    expect([...last.recover().sessionStates]).toEqual([{ queueId, sessionId: 'a', state: Buffer.alloc(0), time: 2 }]);
    last.close();
  });
});
